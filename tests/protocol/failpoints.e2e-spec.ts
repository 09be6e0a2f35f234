import { FAILPOINTS } from '#messaging';
import { eventually } from '#testing';
import { allChecks, type Watched } from '../chaos/checks/all-checks.js';
import { Fire, type FireParts } from '../chaos/fire.js';
import { secondReplica } from '../chaos/hands/second-replica.js';
import { Acknowledged } from '../chaos/load/acknowledged.js';
import { ENVIRONMENT } from '../chaos/run.js';
import { type Merchant, offerSlot, registerCustomer, registerMerchant, type Slot } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { Journeys } from '../support/journeys.js';
import { startOwnPlatform } from '../support/own-platform.js';
import { WebhookSink } from '../support/webhook-sink.js';
import { RelayWatch } from './relay-watch.js';

type Failpoint = (typeof FAILPOINTS)[number];

const JOURNEYS = 5;
/** A ceiling: the first purchase of a cold platform on a busy machine. */
const DIES_WITHIN_MS = 45_000;
/** A relay's lease is 10 s; who follows asks each second. */
const TAKEN_OVER_WITHIN_MS = 30_000;
const ARMED_MS = 300;

/**
 * The places a service meets by itself while bookings are paid, the service that is killed there, and the how many-th
 * time. Booking is asked again whatever happens (R2), so that a lost event shows in the others; what comes twice shows
 * in analytics, which adds up bookings and, in the first batch of a journey, orders.
 */
const UNDER_WAY: readonly [Failpoint, 'payment' | 'booking' | 'webhook-dispatcher' | 'analytics', nth: number][] = [
  ['outbox.committed', 'payment', 2],
  ['relay.published', 'payment', 2],
  ['relay.confirmed', 'payment', 2],
  ['relay.confirmed', 'booking', 2],
  ['consumer.inbox-inserted', 'analytics', 2],
  ['consumer.mid-batch', 'booking', 2],
  ['consumer.mid-batch', 'webhook-dispatcher', 2],
  ['consumer.committed', 'booking', 2],
  ['consumer.committed', 'analytics', 1],
];
const BY_HAND: readonly Failpoint[] = ['relay.leader-pause', 'consumer.retrying', 'messaging.closing'];

describe('killed at a failpoint', () => {
  let watched: Watched;
  let fire: Fire;
  let api: HttpClient;
  let merchant: Merchant;
  let customers: HttpClient[];
  let slot: Slot;
  let paid = 0;

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
    customers = await Promise.all([1, 2].map(() => registerCustomer(api)));
    slot = await offerSlot(merchant, 200);
  }, 180_000);

  afterAll(async () => {
    await api?.close();
    await watched?.sink.stop();
    await watched?.own.stop();
  }, 60_000);

  /** Some customers buy until everything they began is answered; who gets a session pays. */
  const buy = async (): Promise<void> => {
    const journeys = new Journeys(customers, [slot], () => 0.5);
    await journeys.run(JOURNEYS);
    paid += journeys.paid.size;
    for (const id of journeys.acknowledged) watched.acknowledged.payments.add(id);
    // The answer about a session may be lost with the process: that customer has nothing to pay yet.
    expect(journeys.paid.size).toBeGreaterThanOrEqual(JOURNEYS - 2);
  };

  /** False when it lives on; then it is killed all the same, for it would die in the midst of another test. */
  const dies = async (service: (typeof UNDER_WAY)[number][1]): Promise<boolean> => {
    if (await fire.gone(service, DIES_WITHIN_MS)) return true;
    watched.own.processes.forgive(service);
    await fire.kill(service);
    return false;
  };

  /** Nothing lost, nothing double: the promises on every database, and one booking for each payment that was paid. */
  const everythingIsThereOnce = () =>
    eventually(
      async () => {
        expect(await allChecks(watched)).toEqual([]);
        const { rows } = await fire.sql('booking', (client) =>
          client.query<{ bookings: number; places: number }>(
            `select count(*)::int as bookings, (select booked from slot where id = $1) as places from booking`,
            [slot.slotId],
          ),
        );
        const captured = await fire.sql('payment', (client) =>
          client.query<{ n: number }>("select count(*)::int as n from payment where status = 'captured'"),
        );
        const n = captured.rows[0]?.n ?? 0;
        expect(rows).toEqual([{ bookings: n, places: n }]);
        expect(n).toBeGreaterThanOrEqual(paid);
      },
      { timeoutMs: 90_000, everyMs: 500 },
    );

  it('every failpoint of the messaging library has its test here', () => {
    expect(new Set([...UNDER_WAY.map(([name]) => name), ...BY_HAND])).toEqual(new Set(FAILPOINTS));
  });

  describe('beside a second replica', () => {
    let replica: { stop(): Promise<void> };
    let watch: RelayWatch;

    beforeAll(async () => {
      replica = await secondReplica(watched.own, 'payment');
      watch = await RelayWatch.begin(fire);
    }, 60_000);

    /** A process takes one order in its life, and this one has outlived its own. */
    afterAll(async () => {
      await watch?.end();
      await replica?.stop();
      watched.own.processes.forgive('payment');
      await fire.kill('payment');
    }, 90_000);

    it('at relay.leader-pause, a leader that wakes after its lease neither publishes what it holds nor checkpoints', async () => {
      const lease = async () => {
        const text = 'select holder, epoch::int as epoch from outbox_cursor';
        const { rows } = await fire.sql('payment', (client) => client.query<{ holder: string; epoch: number }>(text));
        return rows[0];
      };
      const before = await lease();
      watched.own.processes.dieAt('payment', ['relay.leader-pause']);
      await fire.wait(ARMED_MS);
      const bought = buy();
      const taken = async () => {
        const now = await lease();
        return now !== undefined && now.holder !== null && now.holder !== before?.holder && now;
      };
      const successor = await eventually(taken, { timeoutMs: TAKEN_OVER_WITHIN_MS });
      await eventually(() => watch.isDone());
      fire.signal('payment', 'SIGCONT');
      await bought;
      await everythingIsThereOnce();
      expect(await watch.faults()).toEqual([]);
      expect(successor.epoch).toBeGreaterThan(before?.epoch ?? 0);
      expect(await lease()).toEqual(successor);
    }, 120_000);
  });

  it.each(UNDER_WAY)(
    'at %s, %s loses nothing and does nothing twice',
    async (point, service, nth) => {
      const { processes } = watched.own;
      processes.dieAt(service, [`${point}:${nth}`]);
      const died = dies(service);
      await fire.wait(ARMED_MS);
      const bought = buy();
      expect(await died).toBe(true);
      await fire.back(service);
      await bought;
      await everythingIsThereOnce();
    },
    120_000,
  );

  it('at consumer.retrying, an event that lies on the ladder and comes back to its queue is decided once', async () => {
    const rename = (from: string, to: string) =>
      fire.sql('booking', (client) => client.query(`alter table ${from} rename to ${to}`));
    await rename('payment_decision', 'payment_decision_away');
    watched.own.processes.dieAt('booking', ['consumer.retrying']);
    const died = dies('booking');
    await buy();
    expect(await died).toBe(true);
    await rename('payment_decision_away', 'payment_decision');
    await fire.back('booking');
    await everythingIsThereOnce();
  }, 120_000);

  it('at messaging.closing, a service that is killed while it shuts down loses nothing', async () => {
    watched.own.processes.dieAt('payment', ['messaging.closing']);
    await fire.wait(ARMED_MS);
    const bought = buy();
    const died = dies('payment');
    await fire.wait(ARMED_MS);
    fire.signal('payment', 'SIGTERM');
    expect(await died).toBe(true);
    await fire.back('payment');
    await bought;
    await everythingIsThereOnce();
  }, 120_000);
});
