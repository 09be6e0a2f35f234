import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { newId } from '#kernel';
import { HttpClient } from '../support/http-client.js';
import { SimulatorControl } from '../support/simulator-control.js';
import type { BenchPlatform } from './bench-platform.js';
import { cloneRows, type Copying } from './clone-rows.js';
import { asSuperuser, openClient } from './open-client.js';
import { openPayment, type World } from './world.js';

/** What a provider event says differently of one payment than of another. */
export interface WaitingPayment {
  readonly paymentId: string;
  /** Hex of the provider's names of it. */
  readonly session: string;
  readonly template: Template;
}

/** A payment made through the real API and paid at the provider, whose event never came: the copies' original. */
interface Template {
  readonly paymentId: string;
  readonly orderId: string;
  readonly holdId: string;
  readonly cartId: string;
  readonly operationId: string;
  readonly session: string;
  readonly slotId: string;
  /** The provider's event, cut where its own names and the payment's stand. */
  readonly event: readonly string[];
}

const CHUNK = 5_000;

const PAYMENT_ROWS: readonly Copying[] = [
  {
    table: 'orders',
    where: 't.id = $1',
    differences: { id: 'i.ord::uuid', hold_id: 'i.hold::uuid', cart_id: 'i.cart::uuid' },
  },
  {
    table: 'payment',
    where: 't.order_id = $1',
    differences: {
      id: 'i.pay::uuid',
      order_id: 'i.ord::uuid',
      provider_session_id: `'cs_' || i.session`,
      checkout: `replace(t.checkout::text, t.provider_session_id, 'cs_' || i.session)::jsonb`,
    },
  },
  {
    table: 'payment_operation',
    where: 't.payment_id = (select id from payment where order_id = $1)',
    differences: { id: 'i.op::uuid', payment_id: 'i.pay::uuid' },
  },
];
const BOOKING_ROWS: readonly Copying[] = [
  {
    table: 'cart',
    where: 't.id = (select cart_id from hold where order_id = $1)',
    differences: { id: 'i.cart::uuid' },
  },
  {
    table: 'cart_item',
    where: 't.cart_id = (select cart_id from hold where order_id = $1)',
    differences: { id: 'i.op::uuid', cart_id: 'i.cart::uuid' },
  },
  {
    table: 'hold',
    where: 't.order_id = $1',
    differences: { id: 'i.hold::uuid', order_id: 'i.ord::uuid', cart_id: 'i.cart::uuid' },
  },
  {
    table: 'hold_line',
    where: 't.hold_id = (select id from hold where order_id = $1)',
    differences: { hold_id: 'i.hold::uuid' },
  },
];
const SIMULATOR_ROWS: readonly Copying[] = [
  {
    table: 'session',
    where: 't.reference = $1',
    differences: { id: `'cs_' || i.session`, reference: 'i.pay', idempotency_key: 'i.op' },
  },
  {
    table: 'try',
    where: 't.session_id = (select id from session where reference = $1)',
    differences: { id: `'pay_' || i.session || '_1'`, session_id: `'cs_' || i.session` },
  },
];

/** Lines and places of the holds of orders; the holds themselves are deleted after. */
const RELEASE = `
  with line as (
    delete from hold_line where hold_id in (select id from hold where order_id = any($1::uuid[]))
    returning slot_id, tier_id, quantity
  ), slots as (
    update slot s set held = s.held - l.n from (select slot_id, sum(quantity) as n from line group by 1) l
    where s.id = l.slot_id
  )
  update tier t set held = t.held - l.n from (select tier_id, sum(quantity) as n from line group by 1) l
  where t.id = l.tier_id`;

/** Makes payments that wait for their provider event: rows as the API makes them, in all three services. */
export class WaitingPayments {
  private readonly templates: Template[] = [];
  /** The templates' own payments wait as well. */
  private readonly originals: WaitingPayment[] = [];

  private constructor(
    private readonly clients: Readonly<Record<'payment' | 'booking' | 'provider-simulator', pg.Client>>,
    private readonly secret: string,
  ) {}

  static async open({ platform, data }: BenchPlatform, world: World): Promise<WaitingPayments> {
    const connect = (service: 'payment' | 'booking' | 'provider-simulator') =>
      openClient(asSuperuser(data.databaseUrl, platform.databaseUrl(service)));
    const clients = {
      payment: await connect('payment'),
      booking: await connect('booking'),
      'provider-simulator': await connect('provider-simulator'),
    };
    const { SIMULATOR_WEBHOOK_SECRET: secret = '', SIMULATOR_API_KEY: key = '' } =
      platform.environment('provider-simulator');
    const waiting = new WaitingPayments(clients, secret);
    const control = HttpClient.at(platform.url('provider-simulator')).as({ bearer: key });
    const simulator = new SimulatorControl(control);
    await simulator.behave({ kind: 'events_dropped' });
    for (const seller of world.sellers) {
      const { id, url } = await openPayment(world, seller);
      const page = new URL(url);
      const paid = { method: 'upi', upi_id: 'success@upi' };
      const { text } = await control.post(page.pathname, paid, { accept: 'application/json' });
      if (!text.includes('"status":"authorized"')) throw new Error(`a template was not paid: ${text.slice(0, 300)}`);
      const template = await waiting.templateOf(id, seller.slotId);
      waiting.templates.push(template);
      waiting.originals.push({ paymentId: id, session: template.session, template });
    }
    await simulator.calm();
    await simulator.close();
    return waiting;
  }

  /** `count` more of them, spread over the sellers. */
  async make(count: number): Promise<WaitingPayment[]> {
    const made: WaitingPayment[][] = [this.originals.splice(0)];
    const each = Math.ceil(count / this.templates.length);
    for (const template of this.templates)
      for (let done = 0; done < each; done += CHUNK) made.push(await this.copy(template, Math.min(CHUNK, each - done)));
    await this.clients.payment.query('analyze orders, payment, payment_operation');
    await this.clients.booking.query('analyze cart, cart_item, hold, hold_line');
    await this.clients['provider-simulator'].query('analyze session, try');
    return interleaved(made);
  }

  /** The signed event of its authorization, as the provider sends it. */
  eventOf({ paymentId, session, template }: WaitingPayment): { body: string; headers: string[] } {
    const id = `evt_${newId().replaceAll('-', '')}`;
    const [start, afterEvent, afterSession, afterReference, end] = template.event as [
      string,
      string,
      string,
      string,
      string,
    ];
    const body = `${start}${id}${afterEvent}${session}${afterSession}${paymentId}${afterReference}${session}${end}`;
    const at = Math.floor(Date.now() / 1_000);
    const signature = createHmac('sha256', this.secret).update(`${at}.${body}`).digest('hex');
    const headers = [
      ...['content-type', 'application/json', 'simulator-event-id', id],
      ...['simulator-signature', `t=${at},v1=${signature}`],
    ];
    return { body, headers };
  }

  /** Takes away what is left over: it is money at the provider whose event nobody will send. */
  async discard(unused: readonly WaitingPayment[]): Promise<void> {
    const { payment, booking, 'provider-simulator': simulator } = this.clients;
    const ids = unused.map(({ paymentId }) => paymentId);
    const { rows } = await payment.query<{ order_id: string }>(
      'select order_id from payment where id = any($1::uuid[])',
      [ids],
    );
    const orders = rows.map(({ order_id: orderId }) => orderId);
    // Nothing refers to them; the checks of foreign keys would read whole tables, for nobody ever deletes payments.
    await payment.query(`set session_replication_role = 'replica'`);
    await payment.query('delete from payment_operation where payment_id = any($1::uuid[])', [ids]);
    await payment.query('delete from payment where id = any($1::uuid[])', [ids]);
    await payment.query('delete from orders where id = any($1::uuid[])', [orders]);
    await booking.query(RELEASE, [orders]);
    await booking.query('delete from hold where order_id = any($1::uuid[])', [orders]);
    const sessions = unused.map(({ session }) => `cs_${session}`);
    await simulator.query('delete from try where session_id = any($1::text[])', [sessions]);
    await simulator.query('delete from session where id = any($1::text[])', [sessions]);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.clients).map((client) => client.end()));
  }

  private async copy(template: Template, count: number): Promise<WaitingPayment[]> {
    const fresh = (): string[] => Array.from({ length: count }, newId);
    const ids = { ord: fresh(), pay: fresh(), hold: fresh(), cart: fresh(), op: fresh() };
    const session = fresh().map((id) => id.replaceAll('-', ''));
    const all = { ...ids, session };
    const { payment, booking, 'provider-simulator': simulator } = this.clients;
    await Promise.all([
      inOne(payment, () => cloneAll(payment, PAYMENT_ROWS, template.orderId, all)),
      inOne(booking, async () => {
        await cloneAll(booking, BOOKING_ROWS, template.orderId, all);
        await booking.query('update slot set held = held + $2 where id = $1', [template.slotId, count]);
        await booking.query('update tier set held = held + $2 where slot_id = $1', [template.slotId, count]);
      }),
      inOne(simulator, () => cloneAll(simulator, SIMULATOR_ROWS, template.paymentId, all)),
    ]);
    return ids.pay.map((paymentId, at) => ({ paymentId, session: session[at] ?? '', template }));
  }

  private async templateOf(paymentId: string, slotId: string): Promise<Template> {
    const { rows } = await this.clients.payment.query<Record<string, string>>(
      `select p.order_id, o.hold_id, o.cart_id, p.provider_session_id, (select id from payment_operation
         where payment_id = p.id) as operation_id
       from payment p join orders o on o.id = p.order_id where p.id = $1`,
      [paymentId],
    );
    const {
      order_id: orderId = '',
      hold_id: holdId = '',
      cart_id: cartId = '',
      operation_id: operationId = '',
    } = rows[0] ?? {};
    const session = (rows[0]?.['provider_session_id'] ?? '').slice('cs_'.length);
    const event = await this.eventTemplate(session, paymentId);
    return { paymentId, orderId, holdId, cartId, operationId, session, slotId, event };
  }

  private async eventTemplate(session: string, paymentId: string): Promise<string[]> {
    const { rows } = await this.clients['provider-simulator'].query<{ id: string; body: string }>(
      `select id, body from notice where session_id = $1 and type = 'payment.authorized'`,
      [`cs_${session}`],
    );
    const [notice] = rows;
    if (!notice) throw new Error('the provider made no event for a template');
    const parts = notice.body.split(new RegExp(`${notice.id}|(?<="cs_)${session}|${paymentId}|(?<="pay_)${session}`));
    if (parts.length !== 5) throw new Error('the provider event is not of the form the bench expects');
    return parts;
  }
}

async function inOne(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  await work();
  await client.query('commit');
}

async function cloneAll(
  client: pg.Client,
  copies: readonly Copying[],
  original: string,
  ids: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const copying of copies) await cloneRows(client, copying, original, ids);
}

/** One of each seller in turn. */
function interleaved<T>(groups: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => groups.flatMap((group) => group[at] ?? [])).flat();
}
