import type { Violation } from '../../deploy/local/src/verify/books.js';
import { offerSlot, registerMerchant } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { startOwnPlatform } from '../support/own-platform.js';
import { seeded } from '../support/random.js';
import { SimulatorControl } from '../support/simulator-control.js';
import { WebhookSink } from '../support/webhook-sink.js';
import { allChecks, type Watched } from './checks/all-checks.js';
import { FAULTS } from './faults/index.js';
import { Fire } from './fire.js';
import { BrokerHand } from './hands/broker-hand.js';
import { PostgresHand } from './hands/postgres-hand.js';
import { Acknowledged } from './load/acknowledged.js';
import { customers, type Shop } from './load/customers.js';
import { orders } from './load/merchants.js';
import { Nemesis } from './nemesis.js';
import type { Options } from './options.js';
import { plant } from './plants.js';
import type { Result } from './report.js';

/** A run of this length gives every number its turn, on a slow machine with overtime. */
const FULL_MINUTES = 5;
const OVERTIME_MS = 600_000;
const CUSTOMERS = 10;
const SHOPS = 3;
/** A retry ladder that has come to its third rung waits a minute, to its fourth ten. */
const REST_MS = 780_000;
const SETTLED = [400, 400, 400, 60, 12];

/** A run can't wait minutes for a poll, a retry or the end of a hold. */
export const ENVIRONMENT = {
  AUTH_RATE_LIMIT_PER_MINUTE: '1000000',
  API_RATE_LIMIT_PER_SECOND: '1000000',
  PAYMENT_POLL_SCHEDULE_SECONDS: '1,2,3,5',
  PAYMENT_ASK_AGAIN_SECONDS: '5,10',
  WEBHOOK_RETRY_SCHEDULE_SECONDS: '0,1,1,2,2,5,5,5,5,5,10,10,10,20,20,30,30,30,60,60,60',
  HOLD_TTL_SECONDS: '15',
  HOLD_MAX_SECONDS: '90',
  PROVIDER_TIMEOUT_MS: '1500',
  SIMULATOR_HANG_MS: '3000',
  SIMULATOR_LATE_SECONDS: '20',
  SIMULATOR_PENDING_SECONDS: '3',
  SIMULATOR_REFUND_SECONDS: '3',
};

/** Load, faults, healing, rest, checks. */
export async function run(options: Options, say: (line: string) => void): Promise<Result> {
  const environment = { ...ENVIRONMENT, SIMULATOR_SEED: String(options.seed) };
  const own = await startOwnPlatform(environment, { watch: false, ...(options.logs && { logFolder: options.logs }) });
  const sink = await WebhookSink.start();
  const api = HttpClient.at(own.platform.gatewayUrl);
  try {
    return await burn({ own, sink, acknowledged: new Acknowledged() }, api, options, say);
  } finally {
    await api.close();
    await sink.stop();
    await own.stop();
  }
}

async function burn(watched: Watched, api: HttpClient, options: Options, say: (line: string) => void): Promise<Result> {
  const began = Date.now();
  const fire = await fireOf(watched, api, seeded(options.seed));
  const faults = FAULTS.filter(({ covers }) => options.only === undefined || covers.includes(options.only));
  if (faults.length === 0) throw new Error(`no fault is called ${options.only}`);
  const clock = (line: string): void => say(`${stamp(began)}  ${line}`);
  const nemesis = new Nemesis(fire, faults, clock);
  const load = await startLoad(fire, watched.acknowledged, api);
  const reminder = setInterval(() => clock(`${' '.repeat(8)} ${watched.acknowledged.paid} paid`), 30_000);
  const until = began + options.minutes * 60_000;
  const complete = await nemesis.rage(until, options.minutes < FULL_MINUTES ? until : until + OVERTIME_MS);
  if (!complete && !options.only) clock('the time was too short for every number; see --minutes');
  clock('healed; the load ends');
  await heal(fire);
  const healed = Date.now();
  await load.end();
  const violations = await restOf(watched, fire, clock);
  clearInterval(reminder);
  const recoveryMs = Date.now() - healed;
  const { unexpected } = fire;
  const planted = options.plant ? await plantAndCheck(watched, fire, options, clock) : violations;
  const payments = await countPayments(fire);
  const { seed, minutes } = options;
  const { faults: struck, unavailable } = nemesis;
  return { seed, minutes, payments, faults: struck, unavailable, violations: planted, unexpected, recoveryMs };
}

async function fireOf({ own, sink }: Watched, api: HttpClient, random: () => number): Promise<Fire> {
  const key = own.platform.environment('provider-simulator')['SIMULATOR_API_KEY'] ?? '';
  const simulator = HttpClient.at(own.platform.url('provider-simulator')).as({ bearer: key });
  const merchant = await registerMerchant(api, sink.url);
  sink.secret = merchant.webhookSecret;
  const provider = new SimulatorControl(simulator);
  const broker = new BrokerHand(own.data.broker);
  const postgres = new PostgresHand(own.data.postgres);
  return new Fire({ own, api, provider, sink, merchant, broker, postgres, random });
}

async function startLoad({ parts }: Fire, acknowledged: Acknowledged, api: HttpClient) {
  const slots = [];
  for (const capacity of SETTLED) slots.push(await offerSlot(parts.merchant, capacity * 10));
  let open = true;
  const shop: Shop = { api, slots, random: parts.random, acknowledged, open: () => open };
  const all = [
    ...Array.from({ length: CUSTOMERS }, () => customers(shop)),
    ...Array.from({ length: SHOPS }, () => orders(shop, parts.merchant.key)),
  ];
  const running = Promise.all(all);
  const end = async (): Promise<void> => {
    open = false;
    await running;
  };
  return { end };
}

/** Whatever a fault has left behind. */
async function heal(fire: Fire): Promise<void> {
  const { own, provider, sink } = fire.parts;
  own.ways.broker.set('pass');
  own.ways.postgres.set('pass');
  sink.delayMs = 0;
  for (const name of [
    'auth',
    'booking',
    'payment',
    'webhook-dispatcher',
    'analytics',
    'provider-simulator',
    'api-gateway',
  ] as const)
    await fire.back(name);
  await provider.calm();
}

/** Checks until nothing is wrong; what is still wrong after a long rest is a violation. */
async function restOf(watched: Watched, fire: Fire, say: (line: string) => void): Promise<Violation[]> {
  const until = Date.now() + REST_MS;
  let next = Date.now() + 15_000;
  for (;;) {
    const found = await allChecks(watched);
    if (found.length === 0 || Date.now() > until) return found;
    if (Date.now() > next) {
      say(`         ${found.length} not at rest: ${found[0]?.promise} ${found[0]?.what}`);
      next = Date.now() + 15_000;
    }
    await fire.wait(1_500);
  }
}

async function plantAndCheck(watched: Watched, fire: Fire, { plant: id }: Options, say: (line: string) => void) {
  if (!id) return [];
  say(`planted: ${(await plant(fire, id)).says}`);
  return await allChecks(watched);
}

async function countPayments(fire: Fire): Promise<number> {
  const { rows } = await fire.sql('payment', (client) =>
    client.query<{ n: string }>('select count(*) as n from payment'),
  );
  return Number(rows[0]?.n ?? 0);
}

const stamp = (began: number): string => {
  const seconds = Math.floor((Date.now() - began) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
