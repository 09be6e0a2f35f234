import { type Database, sql } from '#postgres';
import type { HoldLine, TimedHold } from '../domain/hold.js';

export interface HoldRow extends Omit<TimedHold, 'lines' | 'customer'> {
  readonly customerId: string;
  readonly customerEmail: string;
  readonly customerName: string;
}

interface LineRow extends Omit<HoldLine, 'policy'> {
  readonly holdId: string;
  readonly fullRefundUntilHours: number;
  readonly lateRefundPercent: number;
}

export const HOLD_COLUMNS = `h.id, h.order_id as "orderId", h.cart_id as "cartId", h.customer_id as "customerId",
  h.customer_email as "customerEmail", h.customer_name as "customerName", h.merchant_id as "merchantId", h.livemode,
  h.amount_minor as "amountMinor", h.currency, h.status, h.expires_at as "expiresAt",
  h.created_at as "createdAt"`;

const LINES = sql(
  'booking.hold-lines',
  `select hold_id as "holdId", line_no as "lineNo", slot_id as "slotId", tier_id as "tierId", title,
     tier_name as "tierName", starts_at as "startsAt", quantity, unit_price_minor as "unitPriceMinor", seats, attendees,
     full_refund_until_hours as "fullRefundUntilHours", late_refund_percent as "lateRefundPercent"
   from hold_line where hold_id = any($1::uuid[]) order by hold_id, line_no`,
);

/** The lines of holds, by hold. */
export async function linesOfHolds(database: Database, holdIds: readonly string[]): Promise<Map<string, HoldLine[]>> {
  const lines = new Map<string, HoldLine[]>(holdIds.map((id) => [id, []]));
  if (holdIds.length === 0) return lines;
  for (const row of await database.query<LineRow>(LINES, [holdIds])) {
    const { holdId, fullRefundUntilHours, lateRefundPercent, ...line } = row;
    lines.get(holdId)?.push({ ...line, policy: { fullRefundUntilHours, lateRefundPercent } });
  }
  return lines;
}

/** Rows of holds with their lines. */
export async function holdsOf(database: Database, rows: readonly HoldRow[]): Promise<TimedHold[]> {
  const lines = await linesOfHolds(database, rows.map(({ id }) => id));
  return rows.map(({ customerId, customerEmail, customerName, ...hold }) => ({
    ...hold,
    customer: { id: customerId, email: customerEmail, name: customerName },
    lines: lines.get(hold.id) ?? [],
  }));
}
