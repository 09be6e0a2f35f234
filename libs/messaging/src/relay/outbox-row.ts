/** One event as the outbox keeps it; `headers` and `payload` are JSON texts. */
export interface OutboxRow {
  readonly id: number;
  readonly event_id: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly headers: string;
  readonly payload: string;
  /** Services by name, separated by spaces, as who wrote it knew; null: written before that was noted. */
  readonly consumers: string | null;
}
