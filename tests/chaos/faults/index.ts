import type { Fault } from '../fire.js';
import { BROKER_FAULTS } from './broker.js';
import { DATABASE_FAULTS } from './database.js';
import { HOLD_FAULTS } from './holds.js';
import { PROVIDER_FAULTS } from './provider.js';
import { QUEUE_FAULTS } from './queue.js';
import { SERVICE_FAULTS } from './services.js';

/** All that a run can do to the platform. */
export const FAULTS: readonly Fault[] = [
  ...SERVICE_FAULTS,
  ...BROKER_FAULTS,
  ...DATABASE_FAULTS,
  ...PROVIDER_FAULTS,
  ...HOLD_FAULTS,
  ...QUEUE_FAULTS,
];
