import type { Violation } from '../../deploy/local/src/verify/books.js';
import { HttpClient } from '../support/http-client.js';
import { startOwnPlatform } from '../support/own-platform.js';
import { seeded } from '../support/random.js';
import { WebhookSink } from '../support/webhook-sink.js';
import { allChecks, type Watched } from './checks/all-checks.js';
import { drain } from './drain.js';
import { FAULTS } from './faults/index.js';
import type { Fire } from './fire.js';
import { Acknowledged } from './load/acknowledged.js';
import { Nemesis } from './nemesis.js';
import type { Options } from './options.js';
import { plant, PLANTS } from './plants.js';
import type { Result } from './report.js';
import { countPayments, fireOf, heal, restOf, type Say, stamped, startLoad } from './scene.js';

/** A run of this length gives every number its turn, on a slow machine with overtime. */
const FULL_MINUTES = 5;
const OVERTIME_MS = 600_000;

/** A run can't wait minutes for a poll, a retry or the end of a hold. */
export const ENVIRONMENT = {
  AUTH_RATE_LIMIT_PER_MINUTE: '1000000',
  API_RATE_LIMIT_PER_SECOND: '1000000',
  PAYMENT_POLL_SCHEDULE_SECONDS: '1,2,3,5',
  PAYMENT_ASK_AGAIN_SECONDS: '5,10',
  WEBHOOK_TOTAL_TIMEOUT_MS: '3000',
  WEBHOOK_LEASE_MS: '9000',
  WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,1,1,2,2,5,5,5,5,5,10,10,10,20,20,30,30,30,60,60,60',
  HOLD_TTL_SECONDS: '15',
  HOLD_MAX_SECONDS: '90',
  PROVIDER_TIMEOUT_MS: '1500',
  SIMULATOR_HANG_MS: '3000',
  SIMULATOR_LATE_SECONDS: '20',
  SIMULATOR_PENDING_SECONDS: '3',
  SIMULATOR_REFUND_SECONDS: '3',
};

/** What waits for the broker must behave as it does in operation. */
const AS_IN_OPERATION = { PAYMENT_ASK_AGAIN_SECONDS: '60,600', HOLD_TTL_SECONDS: '600', HOLD_MAX_SECONDS: '3000' };

/** Load, faults, healing, rest, checks. */
export async function run(options: Options, say: Say): Promise<Result> {
  const environment = { ...ENVIRONMENT, ...(options.drain && AS_IN_OPERATION), SIMULATOR_SEED: String(options.seed) };
  const own = await startOwnPlatform(environment, { watch: false, ...(options.logs && { logFolder: options.logs }) });
  const sink = await WebhookSink.start();
  const api = HttpClient.at(own.platform.gatewayUrl);
  const watched: Watched = { own, sink, acknowledged: new Acknowledged() };
  try {
    const fire = await fireOf(watched, api, seeded(options.seed));
    const clock = stamped(Date.now(), say);
    const load = await startLoad(fire, watched.acknowledged, api);
    const reminder = setInterval(() => clock(`${' '.repeat(8)} ${watched.acknowledged.paid} paid`), 30_000);
    const whole = options.drain ? drainRun : burn;
    return await whole(watched, fire, load, options, clock).finally(() => clearInterval(reminder));
  } finally {
    await api.close();
    await sink.stop();
    await own.stop();
  }
}

type Load = Awaited<ReturnType<typeof startLoad>>;
type Run = (watched: Watched, fire: Fire, load: Load, options: Options, clock: Say) => Promise<Result>;

const burn: Run = async (watched, fire, load, options, clock) => {
  const { only, minutes } = options;
  const faults = FAULTS.filter(({ covers }) => only === undefined || covers.some((id) => only.includes(id)));
  if (faults.length === 0) throw new Error(`no fault is called ${only?.join()}`);
  const nemesis = new Nemesis(fire, faults, clock);
  const until = Date.now() + minutes * 60_000;
  const complete = await nemesis.rage(until, minutes < FULL_MINUTES && !only ? until : until + OVERTIME_MS);
  if (!complete) clock('the time was too short for every number; see --minutes');
  clock('healed; the load ends');
  await heal(fire);
  const { recoveryMs, violations } = await rest(watched, fire, load, clock);
  const undone = [...nemesis.undone].map(([how, why]) => `"${how}" could not be done: ${why}`);
  const unexpected = [...fire.unexpected, ...undone];
  const planted = options.plant ? await plantAndCheck(watched, fire, options, clock) : violations;
  const { faults: struck, unavailable } = nemesis;
  return { ...(await base(fire, options)), faults: struck, unavailable, violations: planted, unexpected, recoveryMs };
};

const drainRun: Run = async (watched, fire, load, options, clock) => {
  const drained = await drain(watched, fire, options.minutes, clock);
  const { recoveryMs, violations } = await rest(watched, fire, load, clock);
  const nothing = { faults: new Map(), unavailable: [] };
  return { ...(await base(fire, options)), ...nothing, violations, unexpected: fire.unexpected, recoveryMs, drained };
};

async function rest(watched: Watched, fire: Fire, load: Load, clock: Say) {
  const healed = Date.now();
  await load.end();
  const violations = await restOf(watched, fire, clock);
  return { recoveryMs: Date.now() - healed, violations };
}

const base = async (fire: Fire, { seed, minutes }: Options) => ({ seed, minutes, payments: await countPayments(fire) });

async function plantAndCheck(watched: Watched, fire: Fire, { plant: id }: Options, say: Say): Promise<Violation[]> {
  if (!id) return [];
  say(`planted for ${id}: ${(await plant(fire, PLANTS[id])).says}`);
  return await allChecks(watched);
}
