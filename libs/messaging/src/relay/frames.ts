import { EVENTS, isEventType, type ServiceName } from '#contracts';
import { FRAME_BYTES, FRAME_EVENTS } from '../envelope/limits.js';
import type { OutboxRow } from './outbox-row.js';

/** Events of one type that travel in one message to the same consumers. */
export interface Frame {
  readonly type: string;
  readonly consumers: readonly string[];
  readonly events: readonly string[];
}

interface OpenFrame {
  readonly type: string;
  readonly consumers: readonly string[];
  readonly position: number;
  readonly events: string[];
  bytes: number;
}

/**
 * Packs events, given in their order, into as few messages as they fit in. An event never lands in a frame before one
 * that holds an earlier event of its aggregate, so that publishing the frames in order keeps each aggregate's order.
 */
export function framesOf(rows: readonly OutboxRow[], source: ServiceName): Frame[] {
  const frames: OpenFrame[] = [];
  const openByKind = new Map<string, OpenFrame>();
  const lastOfAggregate = new Map<string, number>();
  for (const row of rows) {
    const event = cloudEventText(row, source);
    const bytes = Buffer.byteLength(event);
    const kind = `${row.type} ${row.consumers ?? ''}`;
    let frame = openByKind.get(kind);
    if (!frame || !fits(frame, bytes) || frame.position < (lastOfAggregate.get(row.aggregate_id) ?? 0)) {
      frame = { type: row.type, consumers: consumersOf(row), position: frames.length, events: [], bytes: 0 };
      frames.push(frame);
      openByKind.set(kind, frame);
    }
    frame.events.push(event);
    frame.bytes += bytes;
    lastOfAggregate.set(row.aggregate_id, frame.position);
  }
  return frames;
}

/**
 * Who hears it: as the build that wrote it says, for this one may be older and not know the type (ADR 0030); of rows
 * that say nothing, as the contracts do.
 */
export function consumersOf({ type, consumers }: Pick<OutboxRow, 'type' | 'consumers'>): readonly string[] {
  if (consumers !== null) return consumers.split(' ').filter(Boolean);
  return isEventType(type) ? EVENTS[type].consumers : [];
}

export function frameBody(frame: Frame): Buffer {
  return Buffer.from(`[${frame.events.join(',')}]`);
}

const fits = (frame: OpenFrame, bytes: number) =>
  frame.events.length < FRAME_EVENTS && frame.bytes + bytes <= FRAME_BYTES;

/** Written by hand because the body is JSON text already: parsing it only to print it again would double the work. */
function cloudEventText(row: OutboxRow, source: ServiceName): string {
  const optional = row.headers.length > 2 ? `,${row.headers.slice(1, -1)}` : '';
  return (
    `{"specversion":"1.0","id":"${row.event_id}","source":"${source}","type":"${row.type}",` +
    `"subject":${JSON.stringify(row.aggregate_id)},"datacontenttype":"application/json",` +
    `"dataversion":${row.schema_version},"aggregateversion":${row.aggregate_version}${optional},"data":${row.payload}}`
  );
}
