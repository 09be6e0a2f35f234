/** An event of any service as the log keeps it: what statistics and timelines ask for, and the rest of its body. */
export interface LoggedEvent {
  /** UUID v7. */
  readonly id: string;
  readonly type: string;
  readonly aggregateId: string;
  /** Orders the events of one aggregate, whatever order they arrive in. */
  readonly aggregateVersion: number;
  readonly paymentId: string | null;
  readonly orderId: string | null;
  readonly merchantId: string | null;
  readonly livemode: boolean | null;
  readonly occurredAt: Date;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}
