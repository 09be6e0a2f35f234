import fc from 'fast-check';
import { EVENTS, type EventType } from '#contracts';
import { newId } from '#kernel';
import type { ReceivedEvent } from '#messaging';
import { type TestDatabase, testDatabase } from '#testing';
import { summaryOf } from '../domain/summary.js';
import { PostgresCounters } from '../persistence/counters.repository.js';
import { PostgresDirectory } from '../persistence/directory.repository.js';
import { PostgresEventLog } from '../persistence/event-log.repository.js';
import { migrations } from '../persistence/migrations/index.js';
import { PostgresOutcomes } from '../persistence/outcomes.repository.js';
import { PostgresRecount } from '../persistence/recount.repository.js';
import { PostgresStatistics } from '../persistence/statistics.repository.js';
import { GetSeries } from './get-series.usecase.js';
import { RecordEvents } from './record-events.usecase.js';

const CASES = process.env['FULL'] === '1' ? 1_000 : 200;
const START = Date.UTC(2026, 10, 20, 17, 50);

let db: TestDatabase;
let record: RecordEvents;
let statistics: PostgresStatistics;
let recount: PostgresRecount;

beforeAll(async () => {
  db = await testDatabase({ migrations });
  const { database } = db;
  record = new RecordEvents(
    new PostgresEventLog(database),
    new PostgresOutcomes(database),
    new PostgresCounters(database),
    new PostgresDirectory(database),
  );
  statistics = new PostgresStatistics(database);
  recount = new PostgresRecount(database);
});

afterAll(() => db.close());

type Told = Pick<ReceivedEvent, 'type' | 'aggregateId' | 'aggregateVersion' | 'occurredAt'>;

function received(told: Told, data: Record<string, unknown>): ReceivedEvent {
  const body = { ...(EVENTS[told.type].sample as object), ...data } as ReceivedEvent['data'];
  return { id: newId(), ...told, data: body, duplicate: false, attempt: 1 } as ReceivedEvent;
}

/** One payment's life, in the order it was lived; refund events name the refund and its amount. */
type Step = { type: EventType; amount?: number; refund?: number };
const step = (type: EventType, more: Omit<Step, 'type'> = {}): Step => ({ type, ...more });
const authorized = step('payment.authorized');
const captured = step('payment.captured');
const LIVES: Step[][] = [
  [],
  [step('payment.failed')],
  [step('payment.cancelled')],
  [authorized, captured],
  [authorized, step('payment.captured', { amount: 600 })],
  [authorized, step('payment.cancelled')],
  [step('payment.failed'), authorized, captured],
  [step('payment.cancelled'), authorized, step('payment.cancelled')],
  [step('payment.cancelled'), authorized, step('payment.cancelled'), authorized, captured],
  [authorized, step('payment.capture_failed'), step('payment.cancelled')],
  [
    authorized,
    captured,
    step('refund.processed', { refund: 0, amount: 300 }),
    step('payment.refunded', { amount: 300 }),
  ],
  [
    ...[authorized, captured],
    ...[step('refund.processed', { refund: 0, amount: 300 }), step('refund.processed', { refund: 1, amount: 700 })],
    step('payment.refunded', { amount: 1_000 }),
  ],
  [
    authorized,
    captured,
    step('refund.processed', { refund: 0, amount: 400 }),
    step('refund.failed', { refund: 0, amount: 400 }),
  ],
  [authorized, captured, step('refund.failed', { refund: 0, amount: 400 })],
];

interface History {
  readonly events: ReceivedEvent[];
  readonly expected: Record<string, number>;
}

/** The events of a payment and its order, and what they add up to when one simply follows them. */
function history(merchantId: string, currency: string, life: Step[], minutes: number): History {
  const [orderId, paymentId, refunds] = [newId(), newId(), [newId(), newId()]];
  const common = { order_id: orderId, merchant_id: merchantId, livemode: false, currency, amount_minor: 1_000 };
  const at = (n: number) => new Date(START + (minutes + n * 37) * 60_000);
  const order: Told = { type: 'order.created', aggregateId: orderId, aggregateVersion: 1, occurredAt: at(0) };
  const events = [received(order, common)];
  life.forEach(({ type, amount = 1_000, refund }, i) => {
    const told: Told = { type, aggregateId: paymentId, aggregateVersion: i + 2, occurredAt: at(i + 1) };
    const own = {
      payment_id: paymentId,
      amount_minor: amount,
      ...(refund === undefined ? {} : { refund_id: refunds[refund] }),
    };
    events.push(received(told, { ...common, ...own }));
  });
  return { events, expected: followed(life) };
}

function followed(life: Step[]): Record<string, number> {
  let state = '';
  let gross = 0;
  const refunds = new Map<number, number>();
  for (const { type, amount = 1_000, refund = 0 } of life) {
    if (['payment.authorized', 'payment.captured'].includes(type)) [state, gross] = ['successful_payments', amount];
    if (['payment.failed', 'payment.cancelled'].includes(type)) state = 'canceled_payments';
    if (type === 'refund.processed') refunds.set(refund, amount);
    if (type === 'refund.failed') refunds.delete(refund);
  }
  const refunded = [...refunds.values()].reduce((sum, amount) => sum + amount, 0);
  return {
    orders: 1,
    successful_payments: state === 'successful_payments' ? 1 : 0,
    canceled_payments: state === 'canceled_payments' ? 1 : 0,
    gross: state === 'successful_payments' ? gross : 0,
    successful_refunds: refunds.size,
    refunded,
  };
}

function added(parts: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) for (const [key, value] of Object.entries(part)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
}

async function totalsOf(merchantId: string): Promise<Record<string, number>> {
  const totals = await statistics.totals({ merchantId });
  return added(totals.map(({ metric, value }) => ({ [metric]: value })));
}

const batch = (events: ReceivedEvent[]) => db.database.transaction(() => record.execute(events));

/** Shuffles with repetition: every event at least once, some again, in batches of odd sizes. */
const disorder = fc.record({
  keys: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 120, maxLength: 120 }),
  again: fc.array(fc.nat(), { maxLength: 12 }),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
});
type Disorder = typeof disorder extends fc.Arbitrary<infer D> ? D : never;

function batches(events: ReceivedEvent[], { keys, again, sizes }: Disorder): ReceivedEvent[][] {
  const all = [...events, ...again.map((n) => events[n % events.length] as ReceivedEvent)];
  const shuffled = all.map((event, i) => ({ event, key: keys[i % keys.length] ?? 0 })).sort((a, b) => a.key - b.key);
  const cut: ReceivedEvent[][] = [];
  for (let from = 0, n = 0; from < shuffled.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    cut.push(shuffled.slice(from, from + size).map(({ event }) => event));
    from += size;
  }
  return cut;
}

describe('statistics', () => {
  it('are the same whatever order events come in, how often, and in what batches, several at once', async () => {
    const lives = fc.array(fc.tuple(fc.constantFrom(...LIVES), fc.constantFrom('INR', 'USD'), fc.nat(5_000)), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(lives, disorder, async (chosen, mess) => {
        const merchantId = newId();
        const histories = chosen.map(([life, currency, minutes]) => history(merchantId, currency, life, minutes));
        const cut = batches(
          histories.flatMap(({ events }) => events),
          mess,
        );
        for (let from = 0; from < cut.length; from += 3) await Promise.all(cut.slice(from, from + 3).map(batch));
        const expected = Object.entries(added(histories.map(({ expected: one }) => one))).filter(
          ([, value]) => value !== 0,
        );
        const totals = Object.entries(await totalsOf(merchantId)).filter(([, value]) => value !== 0);
        expect(Object.fromEntries(totals)).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: CASES },
    );
    expect(await recount.differences(10)).toEqual([]);
  }, 120_000);

  it('are seen to be wrong when a sum was changed, and are right again once they are counted anew', async () => {
    const merchantId = newId();
    await batch(history(merchantId, 'INR', LIVES[11] as Step[], 0).events);
    const before = await totalsOf(merchantId);
    await db.database.execute(
      `update metric_quarter set value = value + 1 where merchant_id = $1 and metric = 'gross'`,
      [merchantId],
    );
    await db.database.execute(`delete from metric_total where merchant_id = $1 and metric = 'refunded'`, [merchantId]);
    expect(await recount.differences(10)).toEqual([
      expect.objectContaining({ merchantId, metric: 'gross', kept: 1_001, recounted: 1_000 }),
      expect.objectContaining({ merchantId, metric: 'refunded', quarter: null, kept: 0, recounted: 1_000 }),
    ]);
    await recount.rebuild();
    expect(await recount.differences(10)).toEqual([]);
    expect(await totalsOf(merchantId)).toEqual(before);
  });

  it('go on rightly after a rebuild, from what it put in place', async () => {
    const merchantId = newId();
    const { events, expected } = history(merchantId, 'INR', LIVES[8] as Step[], 0);
    await batch(events.slice(0, 4));
    await recount.rebuild();
    await batch(events.slice(2));
    expect(await totalsOf(merchantId)).toMatchObject({
      orders: expected['orders'],
      gross: 1_000,
      successful_payments: 1,
    });
    expect(await recount.differences(10)).toEqual([]);
  });

  it('know merchants and admins by the last that was said of them', async () => {
    const id = newId();
    const told = (type: EventType, aggregateVersion: number): Told => {
      return { type, aggregateId: id, aggregateVersion, occurredAt: new Date(START) };
    };
    const merchant = { merchant_id: id, livemode: false };
    const before = await statistics.population();
    await batch([received(told('merchant.updated', 2), { ...merchant, name: 'New name' })]);
    await batch([received(told('merchant.registered', 1), { ...merchant, name: 'Old name' })]);
    expect(await statistics.findMerchant(id)).toMatchObject({ name: 'New name', disabled: false });
    await batch([received(told('merchant.disabled', 4), { ...merchant, disabled: false })]);
    await batch([received(told('merchant.disabled', 3), { ...merchant, disabled: true })]);
    await batch([received(told('admin.registered', 1), { user_id: id })]);
    const { merchants, admins } = await statistics.population();
    expect([merchants, admins]).toEqual([before.merchants + 1, before.admins + 1]);
    await batch([received(told('admin.disabled', 2), { user_id: id, disabled: true })]);
    expect((await statistics.population()).admins).toBe(before.admins);
    const [listed] = [await statistics.findMerchant(id)];
    await recount.rebuild();
    expect(await statistics.findMerchant(id)).toEqual(listed);
    expect((await statistics.population()).admins).toBe(before.admins);
  });

  it('put days together as the zone has them, quiet ones too', async () => {
    const merchantId = newId();
    // 17:50 UTC is 23:20 in Kolkata: 37 minutes later its next day has not begun in UTC.
    await batch(history(merchantId, 'INR', [authorized, captured], 0).events);
    const series = new GetSeries(statistics, { now: () => new Date(START) });
    const asked = { interval: 'day', from: '2026-11-19T00:00:00+05:30', to: '2026-11-22T00:00:00+05:30' };
    const days = async (metric: string, tz: string) =>
      (await series.execute({ ...asked, metric, tz }, { merchantId })).points;
    expect(await days('orders', 'Asia/Kolkata')).toEqual([
      { at: new Date('2026-11-18T18:30:00Z'), value: 0 },
      { at: new Date('2026-11-19T18:30:00Z'), value: 1 },
      { at: new Date('2026-11-20T18:30:00Z'), value: 0 },
    ]);
    expect(await days('successful_payments', 'Asia/Kolkata')).toEqual([
      { at: new Date('2026-11-18T18:30:00Z'), value: 0 },
      { at: new Date('2026-11-19T18:30:00Z'), value: 1 },
      { at: new Date('2026-11-20T18:30:00Z'), value: 0 },
    ]);
    const net = await days('net', 'UTC');
    expect(net.at(-2)).toEqual({
      at: new Date('2026-11-20T00:00:00Z'),
      amounts: [{ currency: 'INR', amount: '10.00', amount_minor: 1_000 }],
    });
    const hours = await series.execute(
      { ...asked, metric: 'orders', interval: 'hour', tz: 'Asia/Kolkata' },
      { merchantId },
    );
    expect(hours.points).toHaveLength(72);
    expect(hours.points.find((point) => 'value' in point && point.value === 1)?.at).toEqual(
      new Date('2026-11-20T17:30:00Z'),
    );
    const months = await series.execute(
      { ...asked, metric: 'orders', interval: 'month', tz: 'Asia/Kolkata' },
      { merchantId },
    );
    expect(months.points).toEqual([{ at: new Date('2026-10-31T18:30:00Z'), value: 1 }]);
  });
});

describe('the timeline of a payment', () => {
  it('tells what happened to it and its order, in order, whatever order it was heard in', async () => {
    const { events } = history(newId(), 'INR', LIVES[6] as Step[], 0);
    await batch([...events].reverse());
    const paymentId = events.at(-1)?.aggregateId ?? '';
    const log = new PostgresEventLog(db.database);
    const types = (await log.timelineOf(paymentId)).map(({ type }) => type);
    expect(types).toEqual(['order.created', 'payment.failed', 'payment.authorized', 'payment.captured']);
  });
});

describe('the sums of a summary', () => {
  it('are per merchant and mode', async () => {
    const [one, other] = [newId(), newId()];
    await batch([...history(one, 'INR', [authorized], 0).events, ...history(other, 'USD', [authorized], 0).events]);
    expect(summaryOf(await statistics.totals({ merchantId: one, livemode: false })).amounts).toMatchObject([
      { currency: 'INR' },
    ]);
    expect(summaryOf(await statistics.totals({ merchantId: one, livemode: true })).amounts).toEqual([]);
  });
});
