import { formatAmount } from '#kernel';
import type { OrderFile } from '../application/orders/read-orders.usecase.js';
import type { OrderRecord, PaymentRecord } from '../application/ports.js';
import { isOpen } from '../domain/payment.js';
import type { PriceSnapshot } from '../domain/pricing.js';
import type { OrderView } from './orders.dto.js';
import { paymentView } from './payments.view.js';
import { refundView } from './refunds.dto.js';

export function orderView({ order, payments, refunds }: OrderFile): OrderView {
  return {
    order_id: order.id,
    amount: formatAmount(order.amountMinor, order.currency),
    amount_minor: order.amountMinor,
    currency: order.currency,
    status: shownStatus(order, payments),
    purpose: order.purpose,
    capture: order.capture,
    livemode: order.livemode,
    hold_expires_at: order.holdExpiresAt?.toISOString() ?? null,
    metadata: order.metadata,
    snapshot: snapshotView(order.snapshot),
    created_at: order.createdAt.toISOString(),
    payments: payments.map(paymentView),
    refunds: refunds.map(refundView),
  };
}

/** An attempted order is shown as failed while its last payment failed and none is on its way. */
function shownStatus(order: OrderRecord, payments: readonly PaymentRecord[]): string {
  if (order.status !== 'attempted' || payments.some(isOpen)) return order.status;
  return payments.at(-1)?.status === 'failed' ? 'failed' : order.status;
}

function snapshotView(snapshot: PriceSnapshot): object {
  const decimal = (minor: number) => formatAmount(minor, snapshot.currency);
  return {
    currency: snapshot.currency,
    fee_bps: snapshot.feeBps,
    fee_payer: snapshot.feePayer,
    base: decimal(snapshot.baseMinor),
    fee: decimal(snapshot.feeMinor),
    earning: decimal(snapshot.earningMinor),
    amount: decimal(snapshot.amountMinor),
    lines: snapshot.lines.map((line) => ({
      title: line.title,
      slot_id: line.slotId,
      quantity: line.quantity,
      unit_price: decimal(line.unitPriceMinor),
      base: decimal(line.baseMinor),
      fee: decimal(line.feeMinor),
      earning: decimal(line.earningMinor),
    })),
  };
}
