import type { SealedColumn } from '#service-kit';

/** Ciphertext of `ENCRYPTION_KEYS`, for sealing it again by a new key. */
export const sealedColumns: readonly SealedColumn[] = ['secrets_sealed', 'webhook_secrets_sealed'].map((column) => ({
  table: 'provider_account',
  key: 'id',
  column,
  type: 'text',
  context: 'provider-account',
}));
