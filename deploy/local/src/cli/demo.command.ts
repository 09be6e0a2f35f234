import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../launch/progress.mjs';
import { DEMO_CUSTOMER } from '../demo/accounts.js';
import { DemoApi } from '../demo/demo-api.js';
import { Patience } from '../demo/patience.js';
import { readLocalConfig } from '../local.config.js';
import { Secrets } from '../state/secrets.js';
import { openRunning } from './open-running.js';
import { UsageError } from './usage-error.js';

const LOOK_MS = 500;
/** A service that was killed is back by then. */
const PATIENT_MS = 60_000;
/** Of a payment that will not lead to a booking any more. */
const ENDED: readonly string[] = ['failed', 'cancelled', 'refunded'];

interface Slot {
  readonly slot_id: string;
  readonly title: string;
  readonly starts_at: string;
  readonly tiers: readonly { readonly name: string; readonly available: number }[];
}

interface Payment {
  readonly payment_id: string;
  /** None while it is unknown what the provider made of the call (R14). */
  readonly payment_url: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly hold_expires_at: string;
}

interface Check {
  readonly payment_status: string;
  readonly booking: { readonly book_id: string; readonly status: string } | null;
}

/** `demo buy`: puts one place into a cart as the demo customer, prints where to pay, and tells when it is booked. */
export async function demo(args: readonly string[]): Promise<number> {
  if (args[0] !== 'buy') throw new UsageError('demo knows one thing to do: demo buy');
  const { home } = readLocalConfig();
  const password = new Secrets(`${home}/secrets.json`).get('demoPassword');
  if (password === undefined) throw new UsageError('There is no demo data here (FAREGATE_SEED_DEMO=0).');
  const nobody = new DemoApi(openRunning(home).urls['api-gateway'] ?? '');
  const patience = new Patience(Date.now() + PATIENT_MS, say);
  // Asked twice it makes a second session, and nothing else.
  const login = await patience.ask(() =>
    nobody.post<{ access: string }>('auth/token/', { email: DEMO_CUSTOMER, password }),
  );
  const customer = nobody.as({ access: login.access });
  const payment = await fillAndPress(customer, patience);
  return await watch(customer, payment);
}

async function fillAndPress(customer: DemoApi, patience: Patience): Promise<Payment> {
  const press = async <T>(path: string, body: unknown): Promise<T> => {
    const key = randomUUID();
    return await patience.ask(() => customer.post<T>(path, body, key));
  };
  const [slot, tier] = await patience.ask(() => firstFree(customer));
  const cart = await press<{ cart_id: string }>('carts/', {});
  await press(`carts/${cart.cart_id}/items/`, { slot_id: slot.slot_id, tier, quantity: 1 });
  const payment = await press<Payment>('payments/process-cart/', { cart_id: cart.cart_id, method: 'upi' });
  if (!payment.payment_url) throw new Failure('The provider does not answer: there is no page to pay on. Try again.');
  console.log(`\n  ${slot.title}, ${slot.starts_at.slice(0, 16).replace('T', ' ')} UTC, ${tier}, one place`);
  console.log(`  ${payment.currency} ${payment.amount}, held for you until ${payment.hold_expires_at}`);
  console.log(`\n  Pay here (success@upi pays, failure@upi does not):\n\n    ${payment.payment_url}\n`);
  return payment;
}

async function firstFree(customer: DemoApi): Promise<[Slot, string]> {
  for (const listing of await customer.all<{ id: string; kind: string }>('listings/')) {
    if (listing.kind !== 'train') continue;
    for (const slot of await customer.all<Slot>(`listings/${listing.id}/slots/`)) {
      const tier = slot.tiers.find(({ available }) => available > 0);
      if (tier && Date.parse(slot.starts_at) > Date.now()) return [slot, tier.name];
    }
  }
  throw new UsageError('Every demo train is sold out.');
}

const say = (line: string): void => console.log(line);

async function watch(customer: DemoApi, { payment_id: id, hold_expires_at: until }: Payment): Promise<number> {
  const patience = new Patience(Date.parse(until), say);
  let seen = '';
  while (Date.now() < Date.parse(until)) {
    const { payment_status: status, booking } = await patience.ask(() =>
      customer.get<Check>(`payments/${id}/check-booking/`),
    );
    if (status !== seen) console.log(`  payment ${status}`);
    seen = status;
    if (booking && status === 'captured') {
      console.log(`  booked: ${booking.book_id}\n`);
      return 0;
    }
    if (ENDED.includes(status)) return 1;
    await pause(LOOK_MS);
  }
  console.log('  The hold ran out.');
  return 1;
}
