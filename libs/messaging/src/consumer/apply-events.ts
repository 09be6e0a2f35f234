import type { Database } from '#postgres';
import type { Incoming } from '../envelope/incoming.js';
import { failpoint } from '../failpoints.js';
import { messageContext, type MessageContext } from '../message-context.js';
import type { MessagingStats } from '../stats.js';
import type { EventHandler } from './event-handler.js';
import { rememberEvents } from './inbox.js';

export interface ApplyingContext {
  readonly database: Database;
  /** The inbox's name for who consumes. */
  readonly consumer: string;
  readonly handlers: ReadonlyMap<string, EventHandler>;
  readonly stats: MessagingStats;
}

/** Inbox rows and effects of all `events` in one transaction; throws, with nothing done, when any of them fails. */
export async function applyEvents(context: ApplyingContext, events: readonly Incoming[]): Promise<void> {
  const { database, consumer, stats } = context;
  const duplicates = await database.transaction(async () => {
    const remembered = await rememberEvents(database, consumer, events);
    failpoint('consumer.inbox-inserted', () => events.map(({ event }) => event.id));
    for (const handler of handlersOf(context, remembered)) {
      await callInChunks(handler, wantedBy(handler, remembered));
      failpoint('consumer.mid-batch');
    }
    return remembered.filter(({ event }) => event.duplicate).length;
  });
  failpoint('consumer.committed');
  stats.add('inbox_events_total', events.length);
  stats.add('inbox_duplicates_total', duplicates);
}

/** The handlers concerned, in the order their first event came. */
function handlersOf({ handlers }: ApplyingContext, events: readonly Incoming[]): EventHandler[] {
  return [...new Set(events.map(({ event }) => event.type))].flatMap((type) => handlers.get(type) ?? []);
}

function wantedBy(handler: EventHandler, events: readonly Incoming[]): Incoming[] {
  return events.filter(
    ({ event }) => event.type === handler.type && (handler.duplicates === 'deliver' || !event.duplicate),
  );
}

async function callInChunks(handler: EventHandler, events: readonly Incoming[]): Promise<void> {
  for (let from = 0; from < events.length; from += handler.max) {
    const chunk = events.slice(from, from + handler.max);
    await messageContext.run(contextOf(chunk), () => handler.call(chunk.map(({ event }) => event)));
  }
}

/** What a batch has in common can be carried on; several causes can't be told apart any more. */
function contextOf(events: readonly Incoming[]): MessageContext {
  const [first] = events;
  const correlationId = first?.event.correlationId;
  const traceparent = first?.traceparent;
  const shared = events.every(({ event }) => event.correlationId === correlationId);
  return {
    ...(shared && correlationId ? { correlationId } : {}),
    ...(events.length === 1 && traceparent ? { traceparent } : {}),
  };
}
