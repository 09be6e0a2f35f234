import type { Order } from '../domain/order.js';
import type { Payment } from '../domain/payment.js';
import type { Refund } from '../domain/refund.js';

type Row = Record<string, unknown>;

/** `amount_minor` → `amountMinor`: rows and aggregates use the same words. */
const names = new Map<string, string>();
function camel(name: string): string {
  let known = names.get(name);
  if (known === undefined) {
    known = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    names.set(name, known);
  }
  return known;
}

export function camelRow(row: Row): Row {
  const result: Row = {};
  for (const key of Object.keys(row)) result[camel(key)] = row[key];
  return result;
}

export const ORDER_COLUMNS = `o.id, o.merchant_id, o.customer_id, o.livemode, o.purpose, o.hold_id, o.amount_minor,
  o.currency, o.capture, o.status, o.version, o.snapshot, o.created_at`;

export const PAYMENT_COLUMNS = `p.id, p.order_id, p.parent_payment_id, p.provider, p.account_id, p.method,
  p.amount_minor, p.currency, p.status, p.surplus, p.manual_capture, p.cancellable, p.authorized_minor,
  p.captured_minor, p.refunded_minor, p.refunding_minor, p.provider_session_id, p.provider_payment_id, p.payment_token,
  p.card, p.failure, p.checkout, p.creating, p.cancel_asked, p.open_operation_id, p.open_operation_kind,
  p.capture_wanted_minor, p.refund_wanted_minor, p.release_reason, p.decision, p.book_id, p.booking_status, p.version,
  p.authorized_version, p.poll_until, p.created_at`;

export const REFUND_COLUMNS = `r.id, r.payment_id, r.amount_minor, r.reason, r.status, r.sent, r.provider_refund_id,
  r.failure`;

export function orderOf(row: Row): Order {
  return camelRow(row) as unknown as Order;
}

export function refundOf(row: Row): Refund {
  return camelRow(row) as unknown as Refund;
}

export function paymentOf(row: Row): Payment {
  const { openOperationId, openOperationKind, paymentToken, card, ...fields } = camelRow(row);
  return {
    ...fields,
    openOperation: openOperationId === null ? null : { id: openOperationId, kind: openOperationKind },
    instrument: paymentToken === null ? null : { token: paymentToken, ...(card as object) },
  } as unknown as Payment;
}

/** A payment's changeable columns. */
export function paymentChange(payment: Payment): Row {
  return {
    id: payment.id,
    status: payment.status,
    surplus: payment.surplus,
    authorized_minor: payment.authorizedMinor,
    captured_minor: payment.capturedMinor,
    refunded_minor: payment.refundedMinor,
    refunding_minor: payment.refundingMinor,
    provider_session_id: payment.providerSessionId,
    provider_payment_id: payment.providerPaymentId,
    failure: payment.failure,
    checkout: payment.checkout,
    creating: payment.creating,
    cancel_asked: payment.cancelAsked,
    open_operation_id: payment.openOperation?.id ?? null,
    open_operation_kind: payment.openOperation?.kind ?? null,
    capture_wanted_minor: payment.captureWantedMinor,
    refund_wanted_minor: payment.refundWantedMinor,
    release_reason: payment.releaseReason,
    decision: payment.decision,
    book_id: payment.bookId,
    booking_status: payment.bookingStatus,
    version: payment.version,
    authorized_version: payment.authorizedVersion,
  };
}

export function newPaymentRow(payment: Payment, order: Order): Row {
  const { instrument } = payment;
  return {
    ...paymentChange(payment),
    order_id: payment.orderId,
    parent_payment_id: payment.parentPaymentId,
    merchant_id: order.merchantId,
    customer_id: order.customerId,
    livemode: order.livemode,
    provider: payment.provider,
    account_id: payment.accountId,
    method: payment.method,
    amount_minor: payment.amountMinor,
    currency: payment.currency,
    manual_capture: payment.manualCapture,
    cancellable: payment.cancellable,
    payment_token: instrument?.token ?? null,
    card: instrument && { brand: instrument.brand, last4: instrument.last4, fingerprint: instrument.fingerprint },
    poll_until: payment.pollUntil,
    created_at: payment.createdAt,
  };
}
