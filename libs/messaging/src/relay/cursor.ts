/** How far a shard's outbox has been published. Snapshots are PostgreSQL's `pg_snapshot` in text form. */
export interface Cursor {
  /** Everything visible in it has been confirmed by the broker. */
  readonly done: string;
  /** The window being worked off in slices, when it was too large for one. */
  readonly cur: string | null;
  /** Events of that window up to this id have been confirmed. */
  readonly subId: number;
}

export interface StoredCursor extends Cursor {
  readonly epoch: number;
  /** The database cluster `done` was taken in; transaction ids of another mean nothing here. */
  readonly systemIdentifier: string | null;
  readonly brokerGeneration: string | null;
}

export const SHARD = 0;
