import { messagingMigrations } from '#messaging';
import type { Migration } from '#service-kit';
import { CreateAccounts1700000000001 } from './1700000000001-create-accounts.js';
import { CreateSessions1700000000002 } from './1700000000002-create-sessions.js';
import { CreateAuditLog1700000000003 } from './1700000000003-create-audit-log.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as readonly Migration[]),
  CreateAccounts1700000000001,
  CreateSessions1700000000002,
  CreateAuditLog1700000000003,
];
