import type { Violation } from '../../deploy/local/src/verify/books.js';
import { offerSlot, registerMerchant } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { SimulatorControl } from '../support/simulator-control.js';
import { allChecks, type Watched } from './checks/all-checks.js';
import { Fire } from './fire.js';
import { BrokerHand } from './hands/broker-hand.js';
import { PostgresHand } from './hands/postgres-hand.js';
import type { Acknowledged } from './load/acknowledged.js';
import { customers, type Shop } from './load/customers.js';
import { orders } from './load/merchants.js';

const CUSTOMERS = 10;
const SHOPS = 3;
/** A retry ladder that has come to its third rung waits a minute, to its fourth ten. */
const REST_MS = 780_000;
const SETTLED = [400, 400, 400, 60, 12];

export type Say = (line: string) => void;

/** Merchant, provider and hands of a run. */
export async function fireOf({ own, sink }: Watched, api: HttpClient, random: () => number): Promise<Fire> {
  const key = own.platform.environment('provider-simulator')['SIMULATOR_API_KEY'] ?? '';
  const simulator = HttpClient.at(own.platform.url('provider-simulator')).as({ bearer: key });
  const merchant = await registerMerchant(api, sink.url);
  sink.secret = merchant.webhookSecret;
  const provider = new SimulatorControl(simulator);
  const broker = new BrokerHand(own.data.broker);
  const postgres = new PostgresHand(own.data.postgres);
  return new Fire({ own, api, provider, sink, merchant, broker, postgres, random });
}

/** Customers and merchants who buy until `end` is called, each finishing what it began. */
export async function startLoad({ parts }: Fire, acknowledged: Acknowledged, api: HttpClient) {
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
export async function heal(fire: Fire): Promise<void> {
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
export async function restOf(watched: Watched, fire: Fire, say: Say): Promise<Violation[]> {
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

export async function countPayments(fire: Fire): Promise<number> {
  const { rows } = await fire.sql('payment', (client) =>
    client.query<{ n: string }>('select count(*) as n from payment'),
  );
  return Number(rows[0]?.n ?? 0);
}

/** Says every line with the time since `began`. */
export const stamped = (began: number, say: Say): Say => {
  return (line) => say(`${stamp(began)}  ${line}`);
};

const stamp = (began: number): string => {
  const seconds = Math.floor((Date.now() - began) / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
