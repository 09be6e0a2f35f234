import type { HoldAnswer } from '#contracts';
import type { TimedHold } from '../../domain/hold.js';

/** A hold as payment is told of it. */
export function holdAnswerOf(hold: TimedHold): HoldAnswer {
  if (hold.orderId === null) throw new Error(`hold ${hold.id} has no order`);
  return {
    hold_id: hold.id,
    order_id: hold.orderId,
    merchant_id: hold.merchantId,
    livemode: hold.livemode,
    amount_minor: hold.amountMinor,
    currency: hold.currency,
    expires_at: hold.expiresAt.toISOString(),
    lines: hold.lines.map(({ slotId, tierId, title, quantity, unitPriceMinor }) => ({
      slot_id: slotId,
      tier_id: tierId,
      title,
      quantity,
      unit_price_minor: unitPriceMinor,
    })),
  };
}
