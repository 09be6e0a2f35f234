import { CreateIdempotencyKey1690000000100 } from './1690000000100-create-idempotency-key.js';

/** The table of idempotency keys, for services with `@Idempotent()` routes. */
export const idempotencyMigrations = [CreateIdempotencyKey1690000000100];

export { Idempotent, RequestKey } from './idempotent.js';
