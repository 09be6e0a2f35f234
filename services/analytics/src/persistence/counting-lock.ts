/**
 * Batches that count, in however many replicas, and rebuilds go one after the other: they meet on the same few sums
 * anyway, and in the order of a batch's types they would lock each other up. As SQL, held until the transaction ends.
 */
export const COUNTING_LOCK = `pg_advisory_xact_lock(hashtextextended('analytics.counting', 0))`;
