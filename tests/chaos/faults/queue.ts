import { EVENTS } from '#contracts';
import { newId } from '#kernel';
import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fault } from '../fire.js';
import { forgedAttempts, killsItsConsumer } from '../hands/poison-hand.js';
import { genuineEvents, publish, returnAgainAndAgain, setAside } from '../hands/queue-hand.js';

const MARK = 'planted-by-chaos';
/** RabbitMQ 4 itself refuses more than 16 MiB. */
const BIG_BYTES = 15 * 1024 * 1024;
const FLOOD_FRAMES = 800;

const wire = (more: object) => ({
  specversion: '1.0',
  id: newId(),
  source: 'payment',
  type: 'payment.captured',
  subject: newId(),
  time: new Date().toISOString(),
  dataversion: 1,
  aggregateversion: 1,
  data: EVENTS['payment.captured'].sample,
  ...more,
});
const frame = (...events: readonly object[]): Buffer => Buffer.from(JSON.stringify(events));

/** Messages that no service of ours would send, and what each is set aside for. */
const POISON: readonly [reason: string, body: () => Buffer, contentType?: string][] = [
  ['not-json', () => Buffer.from(`${MARK}: hello`)],
  ['not-json', () => Buffer.alloc(0)],
  ['oversized', () => Buffer.concat([Buffer.from(`${MARK}: big`), Buffer.alloc(BIG_BYTES, 'x')])],
  ['content-type', () => frame(wire({ source: MARK })), 'text/html'],
  ['unknown-type', () => frame(wire({ type: 'payment.exploded' }))],
  ['wrong-version', () => frame(wire({ dataversion: 99 }))],
];
const FORGED: readonly [reason: string, body: () => Buffer][] = [
  ['wrong-source', () => frame(wire({ source: 'booking' }))],
  ['envelope', () => frame({ data: { note: MARK } })],
  ['schema', () => frame(wire({ data: { amount_minor: '1' } }))],
];

const poisoned = (covers: string, how: string, queue: ServiceName, list: typeof POISON): Fault => ({
  covers: [covers],
  how,
  async strike(fire) {
    for (const [reason, make, contentType] of list) await setAside(fire, queue, { reason, body: make(), contentType });
  },
});

/** Messages that others put into our queues, and consumers that die of them. */
export const QUEUE_FAULTS: readonly Fault[] = [
  poisoned('A100', 'no JSON, nothing, 15 MB, another type, unknown events and versions in a queue', 'booking', POISON),
  poisoned('A101', 'forged events: of another producer, without envelope, against their schema', 'analytics', FORGED),
  {
    covers: ['A102'],
    how: 'a message kills analytics whenever it is worked on, until the delivery limit sets it aside',
    strike: (fire) => killsItsConsumer(fire, wire({})),
  },
  {
    covers: ['F14'],
    how: 'messages are handed back again and again without a pause, until the limit dead-letters them',
    strike: (fire) => returnAgainAndAgain(fire, 'hand back'),
  },
  {
    covers: ['F13'],
    how: 'messages go back to the queue with whoever took them, until the limit dead-letters innocents',
    strike: (fire) => returnAgainAndAgain(fire, 'die'),
  },
  {
    covers: ['A103'],
    how: 'events with forged attempt, delivery and death counts fail for a moment',
    strike: forgedAttempts,
  },
  {
    covers: ['A104'],
    how: `${FLOOD_FRAMES * 64} events that were taken in before flood a queue, and the interface must answer`,
    async strike(fire) {
      const events = await genuineEvents(fire, 'analytics', 64);
      await publish(
        fire,
        'analytics',
        Array.from({ length: FLOOD_FRAMES }, () => frame(...events)),
      );
      await fire.mustTakeOrders('while a queue was flooded');
    },
  },
];
