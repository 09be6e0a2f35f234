import type { Migrations } from '../data-source.js';
import { CreateLeaseHolder1690000000200 } from './1690000000200-create-lease-holder.js';

export { LeaseHolder } from './lease-holder.js';

/** The table of lease holders; services with leased rows list it. */
export const leaseHolderMigrations: Migrations = [CreateLeaseHolder1690000000200];
