/** What the platform has said yes to: it must be there at the end. */
export class Acknowledged {
  readonly payments = new Set<string>();
  readonly refunds = new Set<string>();
  /** Orders of merchants by the key that their request carried. */
  readonly orders = new Map<string, string>();
  /** Answers to the same key that named different things. */
  readonly contradictions: string[] = [];
  /** Payments that the provider's page said were paid. */
  paid = 0;

  order(key: string, orderId: string): void {
    const before = this.orders.get(key);
    if (before !== undefined && before !== orderId)
      this.contradictions.push(`key ${key} was answered with order ${before} and with ${orderId}`);
    this.orders.set(key, orderId);
  }
}
