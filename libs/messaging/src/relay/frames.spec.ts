import fc from 'fast-check';
import { consumersOf, framesOf } from './frames.js';
import type { OutboxRow } from './outbox-row.js';

const row = (id: number, type: string, aggregate: string): OutboxRow => ({
  id,
  event_id: `01939d5a-0000-7000-8000-${String(id).padStart(12, '0')}`,
  aggregate_id: aggregate,
  aggregate_version: id,
  type,
  schema_version: 1,
  headers: '{"time":"2026-11-21T10:30:00.000Z"}',
  payload: '{"a":1}',
  consumers: null,
});

interface Sent {
  readonly subject: string;
  readonly aggregateversion: number;
  readonly type: string;
}

const sent = (rows: readonly OutboxRow[]): Sent[][] =>
  framesOf(rows, 'payment').map(({ events }) => events.map((text) => JSON.parse(text) as Sent));

describe('frames', () => {
  it('hold events of one type, up to 64', () => {
    const rows = Array.from({ length: 130 }, (_, i) => row(i, 'payment.captured', `p${i}`));
    expect(sent(rows).map((frame) => frame.length)).toEqual([64, 64, 2]);
  });

  it('carry each event once, alone with its type, and keep the order of each aggregate', () => {
    const events = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z')), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(events, (list) => {
        const frames = sent(list.map(([type, aggregate], i) => row(i, type, aggregate)));
        expect(frames.every((frame) => new Set(frame.map(({ type }) => type)).size === 1)).toBe(true);
        const order = new Map<string, number[]>();
        for (const { subject, aggregateversion } of frames.flat()) {
          order.set(subject, [...(order.get(subject) ?? []), aggregateversion]);
        }
        expect(frames.flat().length).toBe(list.length);
        for (const versions of order.values()) expect(versions).toEqual([...versions].sort((a, b) => a - b));
      }),
    );
  });

  it('go to whom the writer of an event named, also for a type that this build does not know', () => {
    const named = { ...row(1, 'payment.of_the_future', 'p'), consumers: 'auth analytics' };
    const frames = framesOf([named, { ...named, id: 2, consumers: 'auth' }], 'payment');
    expect(frames.map(({ consumers }) => consumers)).toEqual([['auth', 'analytics'], ['auth']]);
    expect(consumersOf(row(3, 'payment.captured', 'p'))).toContain('booking');
  });

  it('write the envelope of CloudEvents around the stored body', () => {
    expect(sent([row(7, 'payment.captured', 'p')])[0]?.[0]).toEqual({
      specversion: '1.0',
      id: '01939d5a-0000-7000-8000-000000000007',
      source: 'payment',
      type: 'payment.captured',
      subject: 'p',
      time: '2026-11-21T10:30:00.000Z',
      datacontenttype: 'application/json',
      dataversion: 1,
      aggregateversion: 7,
      data: { a: 1 },
    });
  });
});
