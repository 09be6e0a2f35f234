import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Decisions, type Dossier, type RejectionMail, type StoredNews } from '../application/ports.js';
import type { Decision, Question } from '../domain/decision.js';
import { HOLD_COLUMNS, type HoldRow, holdsOf } from './hold.rows.js';

type Asked = Pick<Question, 'paymentId' | 'orderId'>;

interface KnownRow {
  paymentId: string;
  orderId: string;
  orderBooked: boolean;
  news: Omit<StoredNews, 'paymentId'> | null;
}

/** Cart before hold, both by id: whoever holds both takes them in this order. */
const LOCK = sql(
  'booking.lock-orders-holds',
  `select ${HOLD_COLUMNS} from hold h join cart c on c.id = h.cart_id
   where h.order_id = any($1::uuid[]) order by h.cart_id, h.id for no key update of c, h`,
);
const DECISION = `payment_id as "paymentId", order_id as "orderId", outcome, booking_id as "bookingId",
  book_id as "bookId", reason, answer_event_id as "answerEventId", decided_at as "decidedAt"`;
const STORED = sql(
  'booking.stored-decisions',
  `select ${DECISION} from payment_decision where payment_id = any($1::uuid[])`,
);
const KNOWN = sql(
  'booking.known-of-payments',
  `select asked.payment_id as "paymentId", asked.order_id as "orderId", b.id is not null as "orderBooked",
     case when t.payment_id is not null
       then json_build_object('paymentVersion', t.payment_version, 'cause', t.cause) end as news
   from unnest($1::uuid[], $2::uuid[]) as asked (payment_id, order_id)
   left join booking b on b.order_id = asked.order_id
   left join payment_tombstone t on t.payment_id = asked.payment_id
   where b.id is not null or t.payment_id is not null`,
);
const RECORD = sql(
  'booking.record-decisions',
  `insert into payment_decision (payment_id, order_id, outcome, booking_id, book_id, reason, answer_event_id,
     decided_at)
   select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::uuid[],
     $8::timestamptz[])
   on conflict (payment_id) do nothing`,
);
const QUEUE_REJECTIONS = sql(
  'booking.queue-rejection-mails',
  `insert into mail (subject_id, kind, recipient, data)
   select m.id, 'booking_rejected', m.recipient, m.data::jsonb
   from unnest($1::uuid[], $2::text[], $3::text[]) as m (id, recipient, data) on conflict do nothing`,
);
const REMEMBER = sql(
  'booking.remember-news',
  `insert into payment_tombstone as stone (payment_id, payment_version, cause)
   select * from unnest($1::uuid[], $2::int[], $3::text[])
   on conflict (payment_id) do update set payment_version = excluded.payment_version, cause = excluded.cause
     where stone.payment_version < excluded.payment_version`,
);

@Injectable()
export class DecisionRepository extends Decisions {
  constructor(private readonly database: Database) {
    super();
  }

  override async study(asked: readonly Asked[]): Promise<Dossier> {
    const paymentIds = asked.map(({ paymentId }) => paymentId);
    const orderIds = asked.map(({ orderId }) => orderId);
    // Carried out in this order: what is read after the lock is what the lock waited for.
    const [rows, decisions, known] = await Promise.all([
      this.database.query<HoldRow>(LOCK, [orderIds]),
      this.stored(paymentIds),
      this.database.query<KnownRow>(KNOWN, [paymentIds, orderIds]),
    ]);
    const holds = await holdsOf(this.database, rows);
    const news = known.flatMap(({ paymentId, news: told }) => (told ? [{ paymentId, ...told }] : []));
    return {
      decisions,
      news: new Map(news.map((one) => [one.paymentId, one])),
      bookedOrders: new Set(known.filter(({ orderBooked }) => orderBooked).map(({ orderId }) => orderId)),
      holds: new Map(holds.map((hold) => [hold.orderId ?? hold.id, hold])),
    };
  }

  override async record(decisions: readonly Decision[], mails: readonly RejectionMail[] = []): Promise<Decision[]> {
    if (decisions.length === 0) return [];
    const recorded = this.database.execute(RECORD, [
      decisions.map(({ paymentId }) => paymentId),
      decisions.map(({ orderId }) => orderId),
      decisions.map(({ outcome }) => outcome),
      decisions.map(({ bookingId }) => bookingId),
      decisions.map(({ bookId }) => bookId),
      decisions.map(({ reason }) => reason),
      decisions.map(({ answerEventId }) => answerEventId),
      decisions.map(({ decidedAt }) => decidedAt),
    ]);
    const [written] = await Promise.all([recorded, this.queue(mails)]);
    if (written === decisions.length) return [...decisions];
    const stored = await this.stored(decisions.map(({ paymentId }) => paymentId));
    return decisions.map((decision) => stored.get(decision.paymentId) ?? decision);
  }

  override async remember(news: readonly StoredNews[]): Promise<void> {
    if (news.length === 0) return;
    await this.database.write(REMEMBER, [
      news.map(({ paymentId }) => paymentId),
      news.map(({ paymentVersion }) => paymentVersion),
      news.map(({ cause }) => cause),
    ]);
  }

  private async queue(mails: readonly RejectionMail[]): Promise<void> {
    if (mails.length === 0) return;
    await this.database.write(QUEUE_REJECTIONS, [
      mails.map(({ paymentId }) => paymentId),
      mails.map(({ recipient }) => recipient),
      mails.map(({ data }) => JSON.stringify(data)),
    ]);
  }

  private async stored(paymentIds: readonly string[]): Promise<Map<string, Decision>> {
    const rows = await this.database.query<Decision>(STORED, [paymentIds]);
    return new Map(rows.map((decision) => [decision.paymentId, decision]));
  }
}
