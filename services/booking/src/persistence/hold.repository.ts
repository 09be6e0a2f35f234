import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type DueHold, Holds, type MovedLine } from '../application/ports.js';
import type { Hold, HoldStatus, TimedHold } from '../domain/hold.js';
import { HOLD_COLUMNS, type HoldRow, holdsOf, linesOfHolds } from './hold.rows.js';

/** How long holds live, in seconds: usually, and at most. */
export interface HoldTerms {
  readonly usualSeconds: number;
  readonly longestSeconds: number;
}

const ADD = sql(
  'booking.add-holds',
  `insert into hold (id, order_id, cart_id, customer_id, customer_email, customer_name, merchant_id, livemode,
     amount_minor, currency, status, expires_at, hard_expires_at)
   select h.*, 'active', now() + $11 * interval '1 s', now() + $12 * interval '1 s'
   from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::boolean[],
     $9::bigint[], $10::text[]) as h
   returning expires_at as "expiresAt", created_at as "createdAt"`,
);
const ADD_LINES = sql(
  'booking.add-hold-lines',
  `insert into hold_line (hold_id, line_no, slot_id, tier_id, title, tier_name, starts_at, quantity, unit_price_minor,
     seats, attendees, full_refund_until_hours, late_refund_percent)
   select * from json_to_recordset($1::json) as line ("holdId" uuid, "lineNo" smallint, "slotId" uuid, "tierId" uuid,
     title text, "tierName" text, "startsAt" timestamptz, quantity integer, "unitPriceMinor" bigint, seats text[],
     attendees jsonb, "fullRefundUntilHours" integer, "lateRefundPercent" integer)`,
);
const LOCK_FOR = sql(
  'booking.lock-holds-for',
  `select ${HOLD_COLUMNS} from hold h
   where (h.cart_id = any($1::uuid[]) and h.status = 'active') or h.order_id = any($2::uuid[])
   order by h.cart_id, h.id for no key update`,
);
const EXTEND = sql(
  'booking.extend-hold',
  `update hold set extended = true,
     expires_at = least(hard_expires_at, greatest(expires_at, now()) + $2 * interval '1 s')
   where id = $1 and status = 'active' and not extended`,
);
const FIND = sql('booking.hold-status', 'select status, expires_at as "expiresAt" from hold where id = $1');
const LEASE_DUE = sql(
  'booking.lease-due-holds',
  `update hold set asked_until = now() + interval '15 s'
   where id in (
     select id from hold
     where status = 'active' and expires_at <= now() and (asked_until is null or asked_until <= now())
     order by expires_at limit $1 for no key update skip locked)
   returning id, order_id as "orderId", hard_expires_at <= now() as "pastLongestLife"`,
);
const EXPIRE = sql(
  'booking.expire-holds',
  `update hold set status = 'expired' where id in (
     select id from hold where id = any($1::uuid[]) and status = 'active'
     order by cart_id, id for no key update skip locked)
   returning id`,
);
const POSTPONE = sql(
  'booking.postpone-holds',
  `update hold set expires_at = least(hard_expires_at, now() + interval '60 s'), asked_until = null
   where id in (select id from hold where id = any($1::uuid[]) and status = 'active'
     order by cart_id, id for no key update skip locked)`,
);

@Injectable()
export class HoldRepository extends Holds {
  constructor(
    private readonly database: Database,
    private readonly terms: HoldTerms,
  ) {
    super();
  }

  override async add(holds: readonly Hold[]): Promise<TimedHold[]> {
    if (holds.length === 0) return [];
    const { usualSeconds, longestSeconds } = this.terms;
    const values = [...columnsOf(holds), usualSeconds, longestSeconds];
    // All of one transaction have the same times.
    const [[times]] = await Promise.all([
      this.database.query<Pick<TimedHold, 'createdAt' | 'expiresAt'>>(ADD, values),
      this.database.write(ADD_LINES, [JSON.stringify(holds.flatMap(lineRowsOf))]),
    ]);
    return holds.map((hold) => ({ ...hold, ...(times as Pick<TimedHold, 'createdAt' | 'expiresAt'>) }));
  }

  override async lockFor(cartIds: readonly string[], orderIds: readonly string[]): Promise<TimedHold[]> {
    return holdsOf(this.database, await this.database.query<HoldRow>(LOCK_FOR, [cartIds, orderIds]));
  }

  override async extend(id: string): Promise<{ status: HoldStatus; expiresAt: Date } | undefined> {
    await this.database.write(EXTEND, [id, this.terms.usualSeconds]);
    const [hold] = await this.database.query<{ status: HoldStatus; expiresAt: Date }>(FIND, [id]);
    return hold;
  }

  override leaseDue(limit: number): Promise<DueHold[]> {
    return this.database.query<DueHold>(LEASE_DUE, [limit]);
  }

  override async expire(ids: readonly string[]): Promise<MovedLine[]> {
    const expired = await this.database.query<{ id: string }>(EXPIRE, [ids]);
    const lines = await linesOfHolds(this.database, expired.map(({ id }) => id));
    return [...lines.values()].flat();
  }

  override async postpone(ids: readonly string[]): Promise<void> {
    await this.database.write(POSTPONE, [ids]);
  }
}

function lineRowsOf({ id, lines }: Hold): object[] {
  return lines.map(({ policy, ...line }) => ({ holdId: id, ...line, ...policy }));
}

function columnsOf(holds: readonly Hold[]): unknown[][] {
  return [
    holds.map(({ id }) => id),
    holds.map(({ orderId }) => orderId),
    holds.map(({ cartId }) => cartId),
    holds.map(({ customer }) => customer.id),
    holds.map(({ customer }) => customer.email),
    holds.map(({ customer }) => customer.name),
    holds.map(({ merchantId }) => merchantId),
    holds.map(({ livemode }) => livemode),
    holds.map(({ amountMinor }) => amountMinor),
    holds.map(({ currency }) => currency),
  ];
}
