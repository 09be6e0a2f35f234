/** Addresses people reach us by. */
export abstract class Links {
  /** Where a provider sends browsers back to. */
  abstract returnTo(provider: string): string;
  /** The signed page on which an order is paid. */
  abstract pay(orderId: string): string;
  /** The signed page that tells how a payment went. */
  abstract result(paymentId: string): string;
  /** Whether `signature` is the one of that page's link. */
  abstract isSigned(page: 'pay' | 'result', id: string, signature: unknown): boolean;
}
