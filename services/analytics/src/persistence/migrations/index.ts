import { messagingMigrations } from '#messaging';
import type { Migration } from '#service-kit';
import { CreateEventLog1700000000001 } from './1700000000001-create-event-log.js';
import { CreateSums1700000000002 } from './1700000000002-create-sums.js';
import { CreateDirectory1700000000003 } from './1700000000003-create-directory.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as readonly Migration[]),
  CreateEventLog1700000000001,
  CreateSums1700000000002,
  CreateDirectory1700000000003,
];
