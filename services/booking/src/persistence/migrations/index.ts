import { messagingMigrations } from '#messaging';
import { idempotencyMigrations, type Migration } from '#service-kit';
import { CreateListings1700000002001 } from './1700000002001-create-listings.js';
import { CreateCarts1700000002002 } from './1700000002002-create-carts.js';
import { CreateBookings1700000002003 } from './1700000002003-create-bookings.js';
import { CreateDecisions1700000002004 } from './1700000002004-create-decisions.js';

export const migrations: Migration[] = [
  ...(messagingMigrations as readonly Migration[]),
  ...idempotencyMigrations,
  CreateListings1700000002001,
  CreateCarts1700000002002,
  CreateBookings1700000002003,
  CreateDecisions1700000002004,
];
