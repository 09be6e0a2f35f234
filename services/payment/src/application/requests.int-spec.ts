import { newId } from '#kernel';
import { LeaseHolder } from '#postgres';
import { eventually } from '#testing';
import { Operations } from './ports.js';
import { OperationCalls } from './operations/operation-calls.js';
import { CancelOrder } from './orders/cancel-order.usecase.js';
import { CreateOrder } from './orders/create-order.usecase.js';
import { CapturePayment } from './payments/capture-payment.usecase.js';
import { PayOrder } from './payments/pay-order.usecase.js';
import { PollProviders } from './payments/poll-providers.usecase.js';
import { ReadPayments } from './payments/read-payments.usecase.js';
import { VoidPayment } from './payments/void-payment.usecase.js';
import { ReadRefunds } from './refunds/read-refunds.usecase.js';
import { RefundPayment } from './refunds/refund-payment.usecase.js';
import { PaymentWorld } from '../payment-world.fixture.js';

const CARD = { number: '4242424242424242', expiry: '12/30', cvv: '123' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('what callers ask for', () => {
  let world: PaymentWorld;
  beforeAll(async () => {
    world = await PaymentWorld.open();
  }, 30_000);
  afterAll(() => world.close(), 30_000);

  function pay(orderId: string, id = newId(), card: typeof CARD | null = CARD) {
    const method = card ? null : 'upi';
    return world.get(PayOrder).execute({
      id,
      viewer: world.merchant,
      orderId,
      card,
      paymentToken: null,
      method,
      provider: null,
      amount: null,
    });
  }

  async function captured() {
    const { id } = await pay(await world.plainOrder());
    await world.runOperations();
    return id;
  }

  const refund = (paymentId: string, amount: string | null, id = newId()) =>
    world
      .get(RefundPayment)
      .execute({ id, viewer: world.merchant, actor: world.actor, paymentId, amount, reason: null });

  it('an order asked for twice with one id is one order, its event told once', async () => {
    const command = {
      id: newId(),
      merchant: world.merchant,
      amountMinor: 10_000,
      currency: 'INR',
      capture: 'automatic' as const,
      provider: null,
      metadata: null,
    };
    const made = await Promise.all(Array.from({ length: 5 }, () => world.get(CreateOrder).execute(command)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await world.told(command.id)).toEqual(['order.created']);
  });

  it('a cart pressed twice at once is one payment (R10)', async () => {
    const cartId = newId();
    const customer = { id: newId(), email: 'asha@example.org', name: 'Asha' };
    const { ProcessCart } = await import('./payments/process-cart.usecase.js');
    const press = () =>
      world.get(ProcessCart).execute({ id: newId(), cartId, customer, method: 'upi', provider: null, amount: null });
    const [one, two] = await Promise.all([press(), press()]);
    expect(two.payment.id).toBe(one.payment.id);
    expect(one.payment.checkout?.url).toBe(two.payment.checkout?.url);
  });

  it('a card is charged at once, kept as a token, and captured', async () => {
    const payment = await pay(await world.plainOrder());
    expect(payment.status).toBe('authorized');
    await world.runOperations();
    expect(await world.payment(payment.id)).toMatchObject({
      status: 'captured',
      instrument: { token: 'tok_1', last4: '4242' },
    });
    const rows = await world.count("select count(*)::int n from payment p where p::text like '%4242424242424242%'");
    expect(rows).toBe(0);
  });

  it('two cards for one order at once: one is taken, the other refused (P3)', async () => {
    const orderId = await world.plainOrder();
    const results = await Promise.allSettled([pay(orderId), pay(orderId)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('a provider that surely was not reached answers 1014, and the order can be paid again', async () => {
    world.provider.next('create', { kind: 'not_sent', reason: 'no connection' });
    const orderId = await world.plainOrder();
    await expect(pay(orderId)).rejects.toMatchObject({ code: 1014 });
    expect((await pay(orderId)).status).toBe('authorized');
  });

  it('a provider that did not answer leaves the payment unknown; asking it later settles it (R14)', async () => {
    world.provider.next('create', { kind: 'unknown', reason: 'time-out' });
    const { id, status } = await pay(await world.plainOrder());
    expect(status).toBe('unknown');
    world.provider.books.set(id, [world.provider.fact(id, { outcome: 'authorized', amountMinor: 10_000 })]);
    await pause(80);
    await world.get(PollProviders).execute(50);
    expect((await world.payment(id)).status).toBe('authorized');
  });

  it('an unknown payment its provider has never seen has failed and may be tried again', async () => {
    world.provider.next('create', { kind: 'unknown', reason: 'time-out' });
    const orderId = await world.plainOrder();
    const { id } = await pay(orderId);
    await expect(pay(orderId)).rejects.toMatchObject({ code: 1009 });
    await pause(80);
    await world.get(PollProviders).execute(50);
    expect(await world.payment(id)).toMatchObject({
      status: 'failed',
      failure: { code: 'not_received', next: 'retry' },
    });
  });

  it('a call whose process died is made again with the same key when its lease ran out (F02)', async () => {
    await world.runOperations();
    const { id } = await pay(await world.plainOrder());
    const [lost] = await world.get(Operations).claim(10);
    expect(lost?.kind).toBe('capture');
    expect(await world.get(Operations).claim(10)).toEqual([]);
    await world.database.execute("update payment_operation set lease_until = now() - interval '1 s' where id = $1", [
      lost?.id,
    ]);
    await world.runOperations();
    expect((await world.payment(id)).status).toBe('captured');
    expect(world.provider.calls.filter(({ key }) => key === lost?.id)).toHaveLength(1);
    if (lost) await world.get(OperationCalls).perform(lost);
    expect(await world.told(id)).toEqual(['payment.authorized', 'payment.captured']);
  });

  it('a call whose process was killed is made again with the same key without waiting for its lease', async () => {
    await world.runOperations();
    const { id } = await pay(await world.plainOrder());
    const successor = world.get(Operations);
    const dead = new LeaseHolder(world.database);
    dead.start();
    await eventually(() => dead.id !== null && world.get(LeaseHolder).id !== null);
    const [lost] = await successor.claim(10);
    const held = 'update payment_operation set lease_holder = $2 where id = $1 and lease_holder = $3';
    const holders = [dead.id, world.get(LeaseHolder).id];
    expect(await world.database.execute(held, [lost?.id, ...holders])).toBe(1);
    await successor.takeFromTheDead();
    expect(await successor.claim(10)).toEqual([]);
    await dead.stop();
    await eventually(async () => {
      await successor.takeFromTheDead();
      await world.runOperations();
      return (await world.payment(id)).status === 'captured';
    });
    expect(world.provider.calls.filter(({ key }) => key === lost?.id)).toHaveLength(1);
  });

  it('a capture whose answer is lost is asked for again with the same key', async () => {
    await world.runOperations();
    world.provider.next('capture', { kind: 'unknown', reason: 'time-out' });
    const { id } = await pay(await world.plainOrder());
    await world.runOperations();
    expect(await world.payment(id)).toMatchObject({ status: 'authorized', openOperation: { kind: 'capture' } });
    await pause(80);
    await world.runOperations();
    expect((await world.payment(id)).status).toBe('captured');
    const [operation] = await world.database.query<{ id: string; attempts: number }>(
      "select id, attempts from payment_operation where payment_id = $1 and kind = 'capture'",
      [id],
    );
    expect(operation?.attempts).toBe(2);
    expect(world.provider.calls.filter(({ key }) => key === operation?.id)).toHaveLength(2);
  });

  it('by hand: captured in part, then refunded; a voided one can not be captured (A78)', async () => {
    const first = await pay(await world.plainOrder({ capture: 'manual' }));
    expect(await world.get(CapturePayment).execute(world.merchant, world.actor, first.id, '60.00')).toMatchObject({
      capturedMinor: 6_000,
    });
    await expect(world.get(CapturePayment).execute(world.merchant, world.actor, first.id, null)).rejects.toMatchObject({
      code: 1022,
    });
    await expect(world.get(VoidPayment).execute(world.merchant, world.actor, first.id)).rejects.toMatchObject({
      code: 1022,
    });
    const second = await pay(await world.plainOrder({ capture: 'manual' }));
    expect(await world.get(VoidPayment).execute(world.merchant, world.actor, second.id)).toMatchObject({
      status: 'cancelled',
    });
    await expect(world.get(CapturePayment).execute(world.merchant, world.actor, second.id, null)).rejects.toMatchObject(
      {
        code: 1022,
      },
    );
    await expect(refund(second.id, null)).rejects.toMatchObject({ code: 1012 });
  });

  it('booked money is neither captured nor voided by hand (R6)', async () => {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'authorized' }, newId());
    const viewer = { role: 'admin' } as const;
    await expect(world.get(CapturePayment).execute(viewer, world.actor, payment.id, null)).rejects.toMatchObject({
      code: 1022,
    });
    await expect(world.get(VoidPayment).execute(viewer, world.actor, payment.id)).rejects.toMatchObject({ code: 1022 });
  });

  it('fifty refunds at once never exceed what was captured, one call open at a time (A76)', async () => {
    const id = await captured();
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => refund(id, '3.00')));
    await world.runOperations();
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(33);
    expect(await world.payment(id)).toMatchObject({
      refundedMinor: 9_900,
      refundingMinor: 0,
      status: 'partially_refunded',
    });
    await refund(id, null);
    await world.runOperations();
    expect(await world.payment(id)).toMatchObject({ refundedMinor: 10_000, status: 'refunded' });
    const net =
      "select coalesce(sum(amount_minor), 0)::int n from ledger_entry where payment_id = $1 and account = 'platform_fee'";
    expect(await world.count(net, [id])).toBe(0);
  });

  it('a refund asked for twice with one id is one refund', async () => {
    const id = await captured();
    const refundId = newId();
    await Promise.all([refund(id, '10.00', refundId), refund(id, '10.00', refundId)]);
    await world.runOperations();
    expect(await world.payment(id)).toMatchObject({ refundedMinor: 1_000 });
  });

  it('a refund that is refused for good is told and gives the amount free again', async () => {
    const id = await captured();
    const failure = { code: 'refund_failed', message: 'No.', next: 'contact' } as const;
    world.provider.next('refund', { kind: 'refused', failure });
    await refund(id, '10.00');
    await world.runOperations();
    expect(await world.payment(id)).toMatchObject({ refundedMinor: 0, refundingMinor: 0, status: 'captured' });
  });

  it('an order taken back while booking has not decided gives its money back (R3)', async () => {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'authorized' }, newId());
    world.decisions.outcome = 'confirmed';
    await expect(world.get(CancelOrder).execute({ role: 'admin' }, world.actor, payment.orderId)).rejects.toMatchObject(
      {
        code: 1022,
      },
    );
    world.decisions.outcome = 'closed';
    await world.get(CancelOrder).execute({ role: 'admin' }, world.actor, payment.orderId);
    await world.runOperations();
    expect(await world.payment(payment.id)).toMatchObject({ status: 'cancelled', decision: 'closed' });
  });

  it("another merchant's things do not exist, one's own of the other mode are refused (P10, A32)", async () => {
    const { id } = await pay(await world.plainOrder());
    const other = { role: 'merchant', merchantId: newId(), livemode: false } as const;
    await expect(world.get(ReadPayments).one(other, id)).rejects.toMatchObject({ code: 1011 });
    const live = { ...world.merchant, livemode: true };
    await expect(world.get(ReadPayments).one(live, id)).rejects.toMatchObject({ code: 1006 });
    const wish = { limit: 20, beforeId: null, status: null, orderId: null };
    expect(await world.get(ReadPayments).list({ ...wish, viewer: other })).toEqual([]);
    expect(await world.get(ReadRefunds).list({ ...wish, viewer: { role: 'customer', customerId: newId() } })).toEqual(
      [],
    );
    expect((await world.get(ReadPayments).list({ ...wish, limit: 1, viewer: world.merchant })).length).toBe(2);
  });
});

describe('the database refuses', () => {
  let world: PaymentWorld;
  let paymentId: string;
  beforeAll(async () => {
    world = await PaymentWorld.open();
    paymentId = (await world.cartPayment()).payment.id;
    await world.say(paymentId, { outcome: 'captured' }, newId());
  }, 30_000);
  afterAll(() => world.close(), 30_000);

  const refused = (sql: string, constraint: string) =>
    expect(world.database.execute(sql, [paymentId])).rejects.toMatchObject({ constraint });

  it('more captured than authorized', () =>
    refused('update payment set captured_minor = 100000 where id = $1', 'payment_captured_within_authorized'));

  it('more refunded, or on its way, than captured', () =>
    refused('update payment set refunding_minor = 99901 where id = $1', 'payment_refunded_within_captured'));

  it('an illegal move (P6)', () => refused("update payment set status = 'failed' where id = $1", 'payment_legal_move'));

  it('a change of a price of the past (P8)', () =>
    refused(
      "update orders set snapshot = '{}' where id = (select order_id from payment where id = $1)",
      'orders_past_is_fixed',
    ));

  it('a second success of an order', () =>
    refused(
      `insert into payment (id, order_id, merchant_id, livemode, provider, account_id, amount_minor, currency, status,
         manual_capture, cancellable, authorized_minor, creating, poll_until, version)
       select gen_random_uuid(), order_id, merchant_id, livemode, provider, account_id, amount_minor, currency,
         'authorized', true, true, amount_minor, false, now(), 1 from payment where id = $1`,
      'payment_one_success',
    ));

  it('two open calls that move money of one payment', () =>
    refused(
      `insert into payment_operation (id, payment_id, kind, amount_minor)
       select gen_random_uuid(), $1, kind, 1 from unnest(array['refund', 'void']) kind`,
      'payment_operation_one_open',
    ));

  it('a journal that does not sum to zero (P7)', () =>
    refused(
      `insert into ledger_entry (kind, order_id, payment_id, refund_id, merchant_id, account, amount_minor, currency)
       select 'refund', order_id, id, gen_random_uuid(), merchant_id, 'platform_fee', 1, currency from payment where id = $1`,
      'ledger_sums_to_zero',
    ));
});
