import { messagingMigrations } from '#messaging';
import type { Migration } from '#service-kit';
import { CreateWebhooks1700000000500 } from './1700000000500-create-webhooks.js';

export const migrations: Migration[] = [...(messagingMigrations as Migration[]), CreateWebhooks1700000000500];
