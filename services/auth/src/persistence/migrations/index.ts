import { messagingMigrations } from '#messaging';
import type { Migration } from '#service-kit';
import { CreateAccounts1700000000001 } from './1700000000001-create-accounts.js';
import { CreateSessions1700000000002 } from './1700000000002-create-sessions.js';
import { CreateAuditLog1700000000003 } from './1700000000003-create-audit-log.js';
import { CreateGates1700000000004 } from './1700000000004-create-gates.js';
import { CreateTeams1700000000005 } from './1700000000005-create-teams.js';
import { SealAuditLog1700000000006 } from './1700000000006-seal-audit-log.js';
import { OpenLiveMode1700000000008 } from './1700000000008-open-live-mode.js';
import { QueueUnsealedEntries1700000000009 } from './1700000000009-queue-unsealed-entries.js';
import { WidenAuditLog1700000000007 } from './1700000000007-widen-audit-log.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as readonly Migration[]),
  CreateAccounts1700000000001,
  CreateSessions1700000000002,
  CreateAuditLog1700000000003,
  CreateGates1700000000004,
  CreateTeams1700000000005,
  SealAuditLog1700000000006,
  WidenAuditLog1700000000007,
  OpenLiveMode1700000000008,
  QueueUnsealedEntries1700000000009,
];
