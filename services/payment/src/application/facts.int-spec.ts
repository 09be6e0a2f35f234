import { newId } from '#kernel';
import { eventually } from '#testing';
import { AnswerDecisions } from './decisions/answer-decisions.usecase.js';
import { AskAgain } from './decisions/ask-again.usecase.js';
import { CloseOrders } from './orders/close-orders.usecase.js';
import { MatchEvents } from './payments/match-events.usecase.js';
import { Archive } from './ports.js';
import { PaymentWorld } from '../payment-world.fixture.js';

const failure = { code: 'card_declined', message: 'Declined.', next: 'retry' } as const;

describe('what a provider says', () => {
  let world: PaymentWorld;
  beforeAll(async () => {
    world = await PaymentWorld.open();
  }, 30_000);
  afterAll(() => world.close(), 30_000);

  it('authorizes a cart payment once and asks booking, however often it is said', async () => {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'authorized' }, 'evt_1');
    expect((await world.say(payment.id, { outcome: 'authorized' }, 'evt_1')).state).toBe('duplicate');
    expect((await world.say(payment.id, { outcome: 'authorized' }, 'evt_2')).state).toBe('ignored');
    expect((await world.payment(payment.id)).status).toBe('authorized');
    expect(await world.told(payment.id)).toEqual(['payment.authorized']);
  });

  it('has one effect when fifty say it at once', async () => {
    const { payment } = await world.cartPayment();
    const said = Array.from({ length: 50 }, (_, i) =>
      world.say(payment.id, { outcome: 'authorized' }, `evt_fifty_${i % 25}`),
    );
    const states = (await Promise.all(said)).map(({ state }) => state);
    expect(states.filter((state) => state === 'applied')).toHaveLength(1);
    expect(await world.told(payment.id)).toEqual(['payment.authorized']);
    const events = await world.count(
      "select count(*)::int n from provider_event where provider_event_id like 'evt_fifty_%'",
    );
    expect(events).toBe(25);
  });

  it('may come in any order: captured before authorized', async () => {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'captured' }, newId());
    await world.say(payment.id, { outcome: 'authorized' }, newId());
    expect((await world.payment(payment.id)).status).toBe('captured');
    expect(await world.told(payment.id)).toEqual(['payment.authorized', 'payment.captured']);
  });

  it('is late truth after a failure', async () => {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'failed', failure, sessionOver: true }, newId());
    await world.say(payment.id, { outcome: 'authorized', providerPaymentId: `pay2_${payment.id}` }, newId());
    expect((await world.payment(payment.id)).status).toBe('authorized');
    const tries = await world.count('select count(*)::int n from payment_transaction where payment_id = $1', [
      payment.id,
    ]);
    expect(tries).toBe(2);
  });

  it('pays an order that was closed meanwhile, and booking decides', async () => {
    const { payment } = await world.cartPayment();
    const { orders } = await world.get(CloseOrders).execute([payment.orderId]);
    expect(orders[0]?.outcome).toBe('closed');
    await world.runOperations();
    expect((await world.payment(payment.id)).status).toBe('cancelled');
    await world.say(payment.id, { outcome: 'authorized' }, newId());
    expect((await world.get(Archive).order(payment.orderId))?.status).toBe('paid');
    expect(await world.told(payment.id)).toEqual(['payment.cancelled', 'payment.authorized']);
  });

  it.each([
    ['another amount', { amountMinor: 1 }],
    ['another currency', { currency: 'USD' }],
    ['another account', { accountId: newId() }],
  ])('with %s is kept aside and moves nothing (A75)', async (_, fields) => {
    const { payment } = await world.cartPayment();
    const eventId = newId();
    expect((await world.say(payment.id, { outcome: 'authorized', ...fields }, eventId)).state).toBe('quarantined');
    expect((await world.payment(payment.id)).status).toBe('pending');
    const kept = await world.count(
      "select count(*)::int n from provider_event where provider_event_id = $1 and state = 'quarantined'",
      [eventId],
    );
    expect(kept).toBe(1);
  });

  it('about a payment nobody knows yet is kept and matched later (F23)', async () => {
    const { payment } = await world.cartPayment();
    const sessionId = 'ses_early';
    const facts = { outcome: 'authorized' as const, providerSessionId: sessionId };
    const { reference: _, ...nameless } = world.provider.fact(payment.id, { amountMinor: 99_900, ...facts });
    const { FactDoor } = await import('./fact-door.js');
    const event = { provider: 'simulator', accountId: 'platform', providerEventId: newId() };
    expect((await world.get(FactDoor).report({ facts: [nameless], event })).state).toBe('unmatched');
    await world.database.execute('update payment set provider_session_id = $2 where id = $1', [payment.id, sessionId]);
    expect(await world.get(MatchEvents).execute(10)).toBe(1);
    expect((await world.payment(payment.id)).status).toBe('authorized');
    expect(await world.get(MatchEvents).execute(10)).toBe(0);
  });

  it('of a second success for one order is surplus and goes back by itself (R7)', async () => {
    const cartId = newId();
    const first = await world.cartPayment(cartId);
    await world.say(first.payment.id, { outcome: 'failed', failure, sessionOver: true }, newId());
    const { RetryPayment } = await import('./payments/retry-payment.usecase.js');
    const retried = await world.get(RetryPayment).execute({
      id: newId(),
      viewer: { role: 'admin' },
      paymentId: first.payment.id,
      method: null,
      provider: null,
      amount: null,
    });
    expect(world.holds.extended).toBe(1);
    await world.say(retried.payment.id, { outcome: 'authorized' }, newId());
    await world.say(
      first.payment.id,
      { outcome: 'authorized', providerPaymentId: `late_${first.payment.id}` },
      newId(),
    );
    expect(await world.payment(first.payment.id)).toMatchObject({ surplus: true, status: 'authorized' });
    await world.runOperations();
    expect(await world.payment(first.payment.id)).toMatchObject({ surplus: true, status: 'cancelled' });
    expect((await world.get(Archive).order(first.payment.orderId))?.status).toBe('paid');
  });

  it('stays written in one order when two hundred payments are authorized together', async () => {
    const payments = await Promise.all(Array.from({ length: 200 }, () => world.cartPayment()));
    await Promise.all(
      payments.map(({ payment }) => world.say(payment.id, { outcome: 'authorized' }, `many_${payment.id}`)),
    );
    const ids = payments.map(({ payment }) => payment.id);
    const authorized = await world.count(
      "select count(*)::int n from payment where id = any($1::uuid[]) and status = 'authorized'",
      [ids],
    );
    expect(authorized).toBe(200);
  });
});

describe("booking's answer", () => {
  let world: PaymentWorld;
  beforeAll(async () => {
    world = await PaymentWorld.open();
  }, 30_000);
  afterAll(() => world.close(), 30_000);

  async function authorized() {
    const { payment } = await world.cartPayment();
    await world.say(payment.id, { outcome: 'authorized' }, newId());
    return payment;
  }

  it('confirmed captures once, with the operation as the key, and the ledger sums to zero', async () => {
    const payment = await authorized();
    const answer = { kind: 'confirmed', paymentId: payment.id, bookId: 'BK-0000000A' } as const;
    await world.get(AnswerDecisions).execute([answer, answer]);
    await world.get(AnswerDecisions).execute([answer]);
    await world.runOperations();
    expect(await world.payment(payment.id)).toMatchObject({ status: 'captured', bookId: 'BK-0000000A' });
    const [operation] = await world.database.query<{ id: string }>(
      "select id from payment_operation where payment_id = $1 and kind = 'capture'",
      [payment.id],
    );
    expect(world.provider.calls.filter(({ key }) => key === operation?.id)).toHaveLength(1);
    const sums = 'select coalesce(sum(amount_minor), 0)::int n from ledger_entry where payment_id = $1';
    expect(await world.count(sums, [payment.id])).toBe(0);
    expect(await world.count('select count(*)::int n from ledger_entry where payment_id = $1', [payment.id])).toBe(3);
  });

  it('rejected gives the authorization back and cancels the order', async () => {
    const payment = await authorized();
    await world.get(AnswerDecisions).execute([{ kind: 'rejected', paymentId: payment.id, reason: 'sold_out' }]);
    await world.runOperations();
    expect(await world.payment(payment.id)).toMatchObject({ status: 'cancelled', releaseReason: 'sold_out' });
    expect((await world.get(Archive).order(payment.orderId))?.status).toBe('cancelled');
  });

  it('that does not come is asked for again with the same version, and money stays (R2, R3)', async () => {
    const payment = await authorized();
    await eventually(async () => expect(await world.get(AskAgain).execute(100)).toBeGreaterThan(0), {
      timeoutMs: 2_000,
    });
    expect(await world.told(payment.id)).toEqual(['payment.authorized', 'payment.authorized']);
    const versions = await world.count(
      'select count(distinct aggregate_version)::int n from outbox where aggregate_id::text = $1',
      [payment.id],
    );
    expect(versions).toBe(1);
    expect((await world.payment(payment.id)).status).toBe('authorized');
    await world.get(AnswerDecisions).execute([{ kind: 'confirmed', paymentId: payment.id, bookId: 'BK-0000000B' }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await world.get(AskAgain).execute(100)).toBe(0);
  });

  it('cannot both be closed for its hold and paid: one order, one outcome', async () => {
    const { payment } = await world.cartPayment();
    const [closing] = await Promise.all([
      world.get(CloseOrders).execute([payment.orderId]),
      world.say(payment.id, { outcome: 'authorized' }, newId()),
    ]);
    const order = await world.get(Archive).order(payment.orderId);
    expect(order?.status).toBe('paid');
    expect(['paid', 'closed']).toContain(closing.orders[0]?.outcome);
  });

  it('is not needed to close an order that was never written', async () => {
    const { orders } = await world.get(CloseOrders).execute([newId()]);
    expect(orders[0]?.outcome).toBe('closed');
  });
});
