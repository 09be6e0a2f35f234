import type { ConsumeMessage } from 'amqplib';
import { isUuid, newId } from '#kernel';
import { HEADER } from '../envelope/cloud-event.js';
import { bodyText, failuresOf } from '../envelope/read-frame.js';
import type { NewDeadLetter } from './dead-letter-rows.js';

/** The events of a dead frame as they came; undefined when it can't be read. */
export function eventsInside(message: ConsumeMessage): unknown[] | undefined {
  try {
    const items: unknown = JSON.parse(message.content.toString('utf8'));
    return Array.isArray(items) && items.length > 0 ? (items as unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True when our own consumer put it here with a reason; otherwise the broker did, for having been returned too often.
 */
export function hasReason(message: ConsumeMessage): boolean {
  return typeof message.properties.headers?.[HEADER.reason] === 'string';
}

export function wasRedriven(message: ConsumeMessage): boolean {
  return message.properties.headers?.[HEADER.redriven] !== undefined;
}

/** The rows to keep for a dead message: one an event, or one for the whole when it can't be read. */
export function deadLettersOf(message: ConsumeMessage, queue: string): NewDeadLetter[] {
  const shared = { queue, ...failureOf(message), attempts: Math.max(1, failuresOf(message)) };
  const events = eventsInside(message);
  const identified = events?.filter(hasId) ?? [];
  if (events && identified.length === events.length) {
    return identified.map((event) => ({ ...shared, id: newId(), ...identityOf(event), body: clean(event) }));
  }
  const id: unknown = message.properties.messageId;
  const whole = { eventId: null, type: null, source: null, body: bodyText(message.content) };
  return [{ ...shared, id: isUuid(id) ? id : newId(), ...whole }];
}

function failureOf(message: ConsumeMessage): { reason: string; detail: string } {
  const headers = message.properties.headers ?? {};
  if (!hasReason(message)) return { reason: 'delivery-limit', detail: 'returned too often: it may stop its consumer' };
  return { reason: text(headers[HEADER.reason], 100), detail: text(headers[HEADER.detail], 1_000) };
}

const hasId = (event: unknown): event is { id: string } => isUuid((event as { id?: unknown } | null)?.id);

function identityOf(event: { id: string; type?: unknown; source?: unknown }) {
  const { id: eventId, type, source } = event;
  return {
    eventId,
    type: typeof type === 'string' ? text(type, 100) : null,
    source: typeof source === 'string' ? text(source, 50) : null,
  };
}

const clean = (event: unknown): string => JSON.stringify(event).replaceAll('\0', '\uFFFD');

const text = (value: unknown, length: number): string =>
  (typeof value === 'string' ? value : '').replaceAll('\0', '\uFFFD').slice(0, length);
