export interface MessagingReport {
  /** Connected, and every queue of this service has its consumer. */
  readonly ready: boolean;
  readonly connected: boolean;
  readonly queues: number;
  readonly attached: number;
  /** True while the broker blocks publishers (memory or disk alarm). */
  readonly blocked: boolean;
  /** Age of the oldest event that is committed and not yet confirmed by the broker, in milliseconds; 0 when none. */
  readonly oldestUnconfirmedMs: number;
  readonly openDeadLetters: number;
  /** Consumers of this service's events whose queue refuses them: the others get theirs. */
  readonly stragglers: readonly StragglerReport[];
}

export interface StragglerReport {
  readonly consumer: string;
  /** Age of the oldest event that it has not got, in milliseconds; 0 when none. */
  readonly lagMs: number;
  /** What its queue answered. */
  readonly reason: string;
}

/** What readiness and metrics ask about messaging. */
export abstract class MessagingHealth {
  abstract report(): Promise<MessagingReport>;

  /** Counters and gauges by name (`outbox_published_total`, `inbox_processed_total`, …), for the metrics registry. */
  abstract numbers(): Readonly<Record<string, number>>;
}
