import { eventually } from '#testing';
import { allChecks, type Watched } from '../chaos/checks/all-checks.js';
import { Fire, type FireParts } from '../chaos/fire.js';
import { returnAgainAndAgain } from '../chaos/hands/queue-hand.js';
import { Acknowledged } from '../chaos/load/acknowledged.js';
import { ENVIRONMENT } from '../chaos/run.js';
import {
  fillCart,
  type Merchant,
  offerSlot,
  payAtProvider,
  payCart,
  registerCustomer,
  registerMerchant,
  type Slot,
} from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { startOwnPlatform } from '../support/own-platform.js';
import { WebhookSink } from '../support/webhook-sink.js';

const PAID = { method: 'upi', upi_id: 'success@upi' };
/** Longer than payment waits before it asks again (5 s), and its job (10 s). */
const SILENCE_MS = 17_000;
const QUEUES = ['booking.on-payment', 'analytics.on-payment', 'webhook-dispatcher.on-payment'] as const;

describe('rules for a broker and services that fail', () => {
  let watched: Watched;
  let fire: Fire;
  let api: HttpClient;
  let merchant: Merchant;
  let customer: HttpClient;
  let slot: Slot;

  beforeAll(async () => {
    const own = await startOwnPlatform(
      { ...ENVIRONMENT, HOLD_TTL_SECONDS: '600' },
      { quiet: true, sharedServers: true },
    );
    api = HttpClient.at(own.platform.gatewayUrl);
    const sink = await WebhookSink.start();
    watched = { own, sink, acknowledged: new Acknowledged() };
    fire = new Fire({ own } as FireParts);
    merchant = await registerMerchant(api, sink.url);
    sink.secret = merchant.webhookSecret;
    customer = await registerCustomer(api);
    slot = await offerSlot(merchant, 200);
  }, 180_000);

  afterAll(async () => {
    fire?.signal('booking', 'SIGCONT');
    fire?.signal('payment', 'SIGCONT');
    await api?.close();
    await watched?.sink.stop();
    await watched?.own.stop();
  }, 120_000);

  const rows = async <R extends object>(service: 'payment' | 'booking', text: string, values: unknown[]) =>
    (await fire.sql(service, (client) => client.query<R>(text, values))).rows;
  const pending = async () => payCart(customer, await fillCart(customer, slot.slotId));
  const pay = async () => {
    const payment = await pending();
    await payAtProvider(payment.payment_url, PAID);
    return payment;
  };
  const becomes = (paymentId: string, status: string) =>
    eventually(
      async () =>
        expect(await rows('payment', 'select status from payment where id = $1', [paymentId])).toEqual([{ status }]),
      { timeoutMs: 30_000, everyMs: 100 },
    );
  const atRest = () =>
    eventually(async () => expect(await allChecks(watched)).toEqual([]), { timeoutMs: 90_000, everyMs: 500 });

  it('R3: while booking is silent payment asks again and moves no money; when it answers, the booking is made', async () => {
    fire.signal('booking', 'SIGCONT');
    const payment = await pending();
    fire.signal('booking', 'SIGSTOP');
    await payAtProvider(payment.payment_url, PAID);
    await becomes(payment.payment_id, 'authorized');
    await fire.wait(SILENCE_MS);
    const state = await rows(
      'payment',
      `select status, ask_count > 0 as asked, decision, release_reason, (select count(*)::int from payment_operation o
         where o.payment_id = p.id and o.kind in ('capture', 'void', 'refund')) as moves
       from payment p where id = $1`,
      [payment.payment_id],
    );
    expect(state).toEqual([{ status: 'authorized', asked: true, decision: null, release_reason: null, moves: 0 }]);
    fire.signal('booking', 'SIGCONT');
    await becomes(payment.payment_id, 'captured');
    await atRest();
  }, 120_000);

  it('R8: a hold past its time is kept while payment does not answer, and released when it says closed', async () => {
    const payment = await pending();
    fire.signal('payment', 'SIGSTOP');
    await rows('booking', 'update hold set expires_at = now() where order_id = $1', [payment.order_id]);
    const hold = () =>
      rows<{ status: string; later: boolean }>(
        'booking',
        'select status, expires_at > now() as later from hold where order_id = $1',
        [payment.order_id],
      );
    await fire.wait(7_000);
    expect(await hold()).toMatchObject([{ status: 'active' }]);
    fire.signal('payment', 'SIGCONT');
    await rows('booking', 'update hold set expires_at = now(), asked_until = null where order_id = $1', [
      payment.order_id,
    ]);
    await eventually(async () => expect(await hold()).toMatchObject([{ status: 'expired' }]), { timeoutMs: 20_000 });
    const orders = await rows('payment', 'select status from orders where id = $1', [payment.order_id]);
    expect(orders).toEqual([{ status: 'expired' }]);
    await atRest();
  }, 120_000);

  it('R8: a hold past its time whose order is paid while booking cannot decide is kept for its booking', async () => {
    const payment = await pending();
    const rename = (from: string, to: string) => rows('booking', `alter table ${from} rename to ${to}`, []);
    const hold = () => rows('booking', 'select status from hold where order_id = $1', [payment.order_id]);
    await rename('payment_decision', 'payment_decision_away');
    await payAtProvider(payment.payment_url, PAID);
    await becomes(payment.payment_id, 'authorized');
    await rows('booking', 'update hold set expires_at = now() where order_id = $1', [payment.order_id]);
    const asked = 'select expires_at > now() as later from hold where order_id = $1';
    await eventually(async () => expect(await rows('booking', asked, [payment.order_id])).toEqual([{ later: true }]));
    expect(await hold()).toEqual([{ status: 'active' }]);
    await rename('payment_decision_away', 'payment_decision');
    await becomes(payment.payment_id, 'captured');
    expect(await hold()).toEqual([{ status: 'consumed' }]);
    await atRest();
  }, 120_000);

  it('R19: when the broker has lost every queue, what its consumers may have missed is sent again', async () => {
    await pay();
    await atRest();
    // The consumers are away while events come and the broker forgets them.
    for (const service of ['booking', 'analytics', 'webhook-dispatcher'] as const) fire.signal(service, 'SIGSTOP');
    const payment = await pendingWithoutBooking();
    await payAtProvider(payment.payment_url, PAID);
    await becomes(payment.payment_id, 'authorized');
    await fire.wait(1_000);
    await forgetEverything();
    for (const service of ['booking', 'analytics', 'webhook-dispatcher'] as const) fire.signal(service, 'SIGCONT');
    watched.own.ways.broker.reset();
    await becomes(payment.payment_id, 'captured');
    await atRest();
  }, 120_000);

  it('R20: innocents that the delivery limit has dead-lettered are driven again once, and none stays behind', async () => {
    const returned = returnAgainAndAgain(fire, 'die');
    await fire.wait(50);
    await Promise.all([pay(), pay(), pay()]);
    await returned;
    await atRest();
  }, 120_000);

  it('R20: a consumer that dies of its messages again and again condemns none of them', async () => {
    watched.own.processes.dieAt('booking', ['consumer.mid-batch'], 3);
    const died = fire.gone('booking', 20_000);
    const payments = await Promise.all([pay(), pay(), pay(), pay()]);
    expect(await died).toBe(true);
    await eventually(() => !watched.own.processes.isArmed('booking'), { timeoutMs: 60_000, everyMs: 100 });
    await fire.back('booking');
    for (const { payment_id: id } of payments) await becomes(id, 'captured');
    await atRest();
  }, 120_000);

  /** The order and its session exist before booking stands still. */
  async function pendingWithoutBooking() {
    fire.signal('booking', 'SIGCONT');
    const payment = await pending();
    fire.signal('booking', 'SIGSTOP');
    return payment;
  }

  /** What a broker without its data folder has: no queue of the producer and no mark that it ever knew it. */
  const forgetEverything = () =>
    fire.amqp(async (channel) => {
      for (const queue of QUEUES) await channel.deleteQueue(`${fire.namespace}${queue}.v1`);
      await channel.deleteQueue(`${fire.namespace}generation.payment`);
    });
});
