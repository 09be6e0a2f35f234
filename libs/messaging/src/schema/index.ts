import type { Migrations } from '#postgres';
import { CreateOutbox1690000000001 } from './1690000000001-create-outbox.js';
import { CreateInbox1690000000002 } from './1690000000002-create-inbox.js';
import { CreateDeadLetter1690000000003 } from './1690000000003-create-dead-letter.js';
import { CreateFirstPartitions1690000000004 } from './1690000000004-create-first-partitions.js';
import { NoteLeadingSession1690000000005 } from './1690000000005-note-leading-session.js';
import { NameConsumers1690000000006 } from './1690000000006-name-consumers.js';
import { NoteStragglers1690000000007 } from './1690000000007-note-stragglers.js';

/** The tables of outbox, inbox and dead letters; every service with a database lists them first. */
export const messagingMigrations: Migrations = [
  CreateOutbox1690000000001,
  CreateInbox1690000000002,
  CreateDeadLetter1690000000003,
  CreateFirstPartitions1690000000004,
  NoteLeadingSession1690000000005,
  NameConsumers1690000000006,
  NoteStragglers1690000000007,
];
