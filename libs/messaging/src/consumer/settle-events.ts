import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLoss, isUnwritable } from '#postgres';
import type { Incoming } from '../envelope/incoming.js';
import { applyEvents, type ApplyingContext } from './apply-events.js';
import type { FailedEvents } from './failed-events.js';
import { PermanentError } from './permanent-error.js';

/** The database does not answer or can't write: nothing is wrong with the events. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}

/**
 * A single connection may die (a killed backend); the batch is tried again this often before the events are blamed.
 */
const LOSSES_FORGIVEN = 2;
const AFTER_LOSS_MS = 100;

/**
 * Settles every one of `events`: committed, on its way round the retry ladder, or dead. A batch that fails is halved
 * until only the bad ones are left alone. Throws `DatabaseAway` when the database is, and then some may be settled
 * already.
 */
export async function settleEvents(
  context: ApplyingContext,
  failed: FailedEvents,
  events: readonly Incoming[],
): Promise<void> {
  if (events.length === 0) return;
  const error = await tryToApply(context, events);
  if (error === undefined) return;
  const [only] = events;
  if (events.length === 1 && only) return failed.settle(only, error);
  const middle = events.length >> 1;
  await settleEvents(context, failed, events.slice(0, middle));
  await settleEvents(context, failed, events.slice(middle));
}

/** The error it failed with, undefined when it was committed. */
async function tryToApply(context: ApplyingContext, events: readonly Incoming[]): Promise<unknown> {
  for (let losses = 0; ; losses += 1) {
    try {
      await applyEvents(context, events);
      return undefined;
    } catch (error) {
      if (error instanceof PermanentError) return error;
      if (isUnwritable(error) || !(await context.database.answers()))
        throw new DatabaseAway('the database does not answer or takes no writes', { cause: error });
      if (!isConnectionLoss(error) || losses >= LOSSES_FORGIVEN) return error ?? new Error('a handler threw nothing');
      await sleep(AFTER_LOSS_MS);
    }
  }
}
