import { messagingMigrations } from '#messaging';
import { leaseHolderMigrations } from '#postgres';
import type { Migration } from '#service-kit';
import { CreateWebhooks1700000000500 } from './1700000000500-create-webhooks.js';
import { NameLeaseHolders1700000000501 } from './1700000000501-name-lease-holders.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as Migration[]),
  ...(leaseHolderMigrations as readonly Migration[]),
  CreateWebhooks1700000000500,
  NameLeaseHolders1700000000501,
];
