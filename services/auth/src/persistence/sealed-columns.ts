import type { SealedColumn } from '#service-kit';

/** Ciphertext of `ENCRYPTION_KEYS`, for sealing it again by a new key. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'signing_key', key: 'kid', column: 'private_sealed', type: 'text', context: 'signing-key' },
];
