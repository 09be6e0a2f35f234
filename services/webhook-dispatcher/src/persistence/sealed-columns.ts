import type { SealedColumn } from '#service-kit';

/** Ciphertext of `ENCRYPTION_KEYS`, for sealing it again by a new key. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'endpoint', key: 'id', column: 'secrets', type: 'jsonb', context: 'endpoint' },
];
