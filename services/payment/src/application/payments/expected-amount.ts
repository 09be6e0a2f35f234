import { DomainError, ERROR, formatAmount, parseAmount } from '#kernel';

/** Refuses (1013) when the caller says an amount and it is not the order's. */
export function requireAmount(
  said: string | number | null,
  order: { readonly amountMinor: number; readonly currency: string },
): void {
  if (said === null || parseAmount(said, order.currency) === order.amountMinor) return;
  const amount = formatAmount(order.amountMinor, order.currency);
  throw new DomainError(ERROR.amountMismatch, `The amount to pay is ${amount} ${order.currency}.`, {
    amount,
    amount_minor: order.amountMinor,
    currency: order.currency,
  });
}
