import { messagingMigrations } from '#messaging';
import { leaseHolderMigrations } from '#postgres';
import { idempotencyMigrations, type Migration } from '#service-kit';
import { CreateOrders1700000000001 } from './1700000000001-create-orders.js';
import { CreatePayments1700000000002 } from './1700000000002-create-payments.js';
import { CreateOperations1700000000003 } from './1700000000003-create-operations.js';
import { CreateLedger1700000000004 } from './1700000000004-create-ledger.js';
import { CreateProviders1700000000005 } from './1700000000005-create-providers.js';
import { NameLeaseHolders1700000000007 } from './1700000000007-name-lease-holders.js';
import { OrderStandings1700000000006 } from './1700000000006-order-standings.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as readonly Migration[]),
  ...idempotencyMigrations,
  ...(leaseHolderMigrations as readonly Migration[]),
  CreateOrders1700000000001,
  CreatePayments1700000000002,
  CreateOperations1700000000003,
  CreateLedger1700000000004,
  CreateProviders1700000000005,
  OrderStandings1700000000006,
  NameLeaseHolders1700000000007,
];
