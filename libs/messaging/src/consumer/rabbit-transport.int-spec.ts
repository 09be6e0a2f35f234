import { type Channel, connect } from 'amqplib';
import { EVENTS } from '#contracts';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { FRAME_CONTENT_TYPE } from '../envelope/cloud-event.js';
import {
  appendAll,
  type Assembled,
  assemble,
  type Handle,
  handle,
  newEvent,
  type Stage,
  stage,
} from '../service.fixture.js';
import { deadLetterQueueOf, queueOf } from '../topology/names.js';
import { PermanentError } from './permanent-error.js';
import type { ReceivedEvent } from './received-event.js';

const captured = () => ({ ...newEvent('payment.captured'), eventId: newId() });

describe('a consumer', () => {
  let at: Stage;
  let payment: Assembled;
  let booking: Assembled;
  let react: Handle;
  let seen: ReceivedEvent[];
  let sizes: number[];
  const queue = () => queueOf('booking', 'payment', at.broker.namespace);
  const seenIds = () => seen.map(({ id }) => id);
  const tell = (...events: Parameters<typeof appendAll>[2]) => appendAll(at.producer.database, payment, events);
  const inbox = () => at.consumer.database.query<{ event_id: string }>('select event_id from inbox');
  const note = (events: readonly ReceivedEvent[]) =>
    at.consumer.database.execute('insert into note select * from unnest($1::uuid[])', [events.map(({ id }) => id)]);
  const notes = async () =>
    (await at.consumer.database.query<{ id: string }>('select id from note')).map(({ id }) => id);

  /** Starts booking's consumer with one handler that does what `react` says at the moment. */
  const start = async (duplicates: 'skip' | 'deliver' = 'skip'): Promise<void> => {
    booking = assemble('booking', at.consumer.database, at.broker);
    handle(
      booking,
      'payment.captured',
      (events) => {
        seen.push(...events);
        sizes.push(events.length);
        return react(events);
      },
      { batch: { max: 100, lingerMs: 5 }, duplicates },
    );
    booking.transport.listen(() => undefined);
    await eventually(() => booking.transport.attachment.attached > 0);
    await eventually(async () => booking.transport.attachment.attached === booking.transport.attachment.queues);
  };
  const outside = async (work: (channel: Channel) => Promise<unknown>): Promise<void> => {
    const connection = await connect(at.broker.url);
    await work(await connection.createChannel()).finally(() => connection.close());
  };
  /** Puts a message into the queue from outside. */
  const inject = async (body: Buffer, options: object = {}): Promise<void> => {
    const connection = await connect(at.broker.url);
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue(queue(), body, { contentType: FRAME_CONTENT_TYPE, messageId: newId(), ...options });
    await channel.waitForConfirms();
    await connection.close();
  };
  const wire = (event: object) => ({
    specversion: '1.0',
    id: newId(),
    source: 'payment',
    type: 'payment.captured',
    subject: newId(),
    time: '2026-11-21T10:30:00.000Z',
    dataversion: 1,
    aggregateversion: 1,
    data: EVENTS['payment.captured'].sample,
    ...event,
  });
  const frame = (...events: object[]) => Buffer.from(JSON.stringify(events));

  beforeAll(async () => {
    at = await stage();
    await at.consumer.database.execute('create table note (id uuid primary key)');
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
  });
  beforeEach(async () => {
    [seen, sizes, react] = [[], [], note];
    await at.consumer.database.execute('truncate note, inbox, inbox_failure, dead_letter');
    await start();
  });
  afterEach(() => booking.close());
  afterAll(async () => {
    await payment.close();
    await at.close();
  });

  it('gets events in batches, and its effects commit together with the inbox', async () => {
    const events = Array.from({ length: 150 }, captured);
    await tell(...events);
    await eventually(async () => (await notes()).length === 150);
    expect((await inbox()).length).toBe(150);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.length).toBeLessThan(20);
    expect(seen[0]).toMatchObject({ type: 'payment.captured', duplicate: false, attempt: 1, aggregateVersion: 1 });
    expect(seen[0]?.occurredAt).toBeInstanceOf(Date);
  });

  it('does not get an event twice, unless it asked for duplicates', async () => {
    const event = wire({});
    await inject(frame(event));
    await inject(frame(event, wire({ id: newId() })));
    await eventually(() => seen.length === 2);
    await booking.close();
    await start('deliver');
    react = () => undefined;
    await inject(frame(event));
    await eventually(() => seen.length === 3);
    expect(seen.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
  });

  it('rejects only the bad event of a batch, with its reason, and takes it in when it is replayed', async () => {
    const events = Array.from({ length: 40 }, captured);
    const bad = events[17]?.eventId ?? '';
    react = async (batch) => {
      if (batch.some(({ id }) => id === bad)) throw new PermanentError('unlucky', 'thirteen');
      await note(batch);
    };
    await tell(...events);
    await eventually(async () => (await booking.deadLetters.countOpen()) === 1);
    await eventually(async () => (await notes()).length === 39);
    const { items } = await booking.deadLetters.list({ open: true });
    expect(items[0]).toMatchObject({ eventId: bad, type: 'payment.captured', reason: 'unlucky', detail: 'thirteen' });
    react = note;
    expect(await booking.deadLetters.replay(items[0]?.id ?? '')).toBe(true);
    await eventually(async () => (await notes()).includes(bad));
    expect(await booking.deadLetters.countOpen()).toBe(0);
  });

  it('sees an event again after a second when it failed for a passing reason', async () => {
    let failures = 1;
    react = async (batch) => {
      if (failures-- > 0) throw new Error('not now');
      await note(batch);
    };
    const startedAt = performance.now();
    await tell(captured());
    await eventually(async () => (await notes()).length === 1);
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(new Set(seenIds()).size).toBe(1);
  });

  it('waits on the rung of its own count: what has failed once before waits ten seconds', async () => {
    react = () => Promise.reject(new Error('not now'));
    const event = wire({});
    await at.consumer.database.execute(
      "insert into inbox_failure (consumer, event_id, attempts, last_error) values ('booking.on-payment', $1, 1, '')",
      [event.id],
    );
    await inject(frame(event));
    await outside(async (channel) => {
      await eventually(async () => (await channel.checkQueue(`${queue()}.retry.10s`)).messageCount === 1);
      await channel.purgeQueue(`${queue()}.retry.10s`);
    });
  });

  it('is not acknowledged before it is safe on its rung: one that has no rung comes again', async () => {
    await outside((channel) => channel.deleteQueue(`${queue()}.retry.1s`));
    let failures = 1;
    react = async (batch) => {
      if (failures-- > 0) throw new Error('not now');
      await note(batch);
    };
    const event = captured();
    await tell(event);
    await eventually(async () => (await notes()).includes(event.eventId));
  });

  it('gives an event up after eight failures by its own count, whatever a forged header says', async () => {
    react = () => Promise.reject(new Error('never'));
    const event = wire({});
    await at.consumer.database.execute(
      "insert into inbox_failure (consumer, event_id, attempts, last_error) values ('booking.on-payment', $1, 7, '')",
      [event.id],
    );
    const forged = wire({});
    await inject(frame(forged), { headers: { 'x-attempt': 1e9 } });
    await inject(frame(event));
    await eventually(async () => (await booking.deadLetters.countOpen()) === 1);
    react = note;
    await eventually(async () => (await notes()).includes(forged.id));
    const { items } = await booking.deadLetters.list();
    expect(items[0]).toMatchObject({ eventId: event.id, reason: 'retries-exhausted', attempts: 8 });
  });

  it.each([
    ['no JSON', 'not-json', () => [Buffer.from('hello')] as const],
    ['an empty body', 'not-json', () => [Buffer.alloc(0)] as const],
    // RabbitMQ 4 itself refuses more than 16 MiB.
    ['a body of 15 MB', 'oversized', () => [Buffer.alloc(15 * 1024 * 1024, 'x')] as const],
    ['another content type', 'content-type', () => [frame(wire({})), { contentType: 'text/html' }] as const],
    ['an object instead of a frame', 'not-json', () => [Buffer.from('{"__proto__":{"a":1}}')] as const],
    ['an empty frame', 'frame-size', () => [Buffer.from('[]')] as const],
    ['no envelope', 'envelope', () => [frame({ data: {} })] as const],
    ['an event nobody knows', 'unknown-type', () => [frame(wire({ type: 'payment.exploded' }))] as const],
    ['another service than its producer', 'wrong-source', () => [frame(wire({ source: 'booking' }))] as const],
    ['an unknown schema version', 'wrong-version', () => [frame(wire({ dataversion: 99 }))] as const],
    ['a body that breaks its schema', 'schema', () => [frame(wire({ data: { amount_minor: '1' } }))] as const],
    [
      'an id older than the inbox',
      'too-old',
      () => [frame(wire({ id: '01939d5a-0000-7000-8000-000000000001' }))] as const,
    ],
    [
      'a type without a handler here',
      'no-handler',
      () => [frame(wire({ type: 'payment.failed', data: EVENTS['payment.failed'].sample }))] as const,
    ],
  ])('puts a message with %s aside once, with its reason, and goes on', async (_, reason, make) => {
    const [body, options] = make();
    await inject(body, options);
    await tell(captured());
    await eventually(async () => (await notes()).length === 1);
    await eventually(async () => (await booking.deadLetters.countOpen()) > 0);
    const { items } = await booking.deadLetters.list();
    expect(items.map((item) => item.reason)).toEqual([reason]);
  });

  it('splits a frame: the good events of it are taken in, the bad one is put aside', async () => {
    const good = [wire({}), wire({})];
    await inject(frame(good[0] ?? {}, wire({ data: {} }), good[1] ?? {}));
    await eventually(async () => (await notes()).length === 2);
    await eventually(async () => (await booking.deadLetters.countOpen()) === 1);
  });

  it('attaches again when the broker cancels it because its queue was deleted, and when its connection breaks', async () => {
    const { connection } = await booking.broker.consuming.connection();
    (connection as unknown as { stream: { destroy(error: Error): void } }).stream.destroy(new Error('reset'));
    await tell(captured());
    await eventually(async () => (await notes()).length === 1);
    const admin = await connect(at.broker.url);
    await (await admin.createChannel()).deleteQueue(queue());
    await admin.close();
    await eventually(async () => {
      await inject(frame(wire({}))).catch(() => undefined);
      return (await notes()).length > 1;
    });
  });

  it('waits with its events in hand while the database is away, and blames none of them', async () => {
    const name = new URL(at.consumer.url).pathname.slice(1);
    const admin = await at.producer.database.connectAlone('admin', {}, () => undefined);
    await admin.query(`alter database ${name} with allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const events = Array.from({ length: 10 }, captured);
    await tell(...events);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await admin.query(`alter database ${name} with allow_connections true`);
    await admin.end();
    await eventually(async () => {
      const taken = new Set(await notes());
      return events.every(({ eventId }) => taken.has(eventId));
    });
    expect(await at.consumer.database.query('select * from inbox_failure')).toEqual([]);
  });

  it('waits with its events in hand while the disk of the database is full, and blames none of them', async () => {
    await at.consumer.database.execute(`
      create function full_disk() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger full_disk before insert on inbox for each statement execute function full_disk()`);
    const events = Array.from({ length: 10 }, captured);
    await tell(...events);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await notes()).toEqual([]);
    await at.consumer.database.execute('drop function full_disk cascade');
    await eventually(async () => {
      const taken = new Set(await notes());
      return events.every(({ eventId }) => taken.has(eventId));
    });
    expect(await at.consumer.database.query('select * from inbox_failure')).toEqual([]);
  });

  it('works one event at a time when messages come back from a process that died, until it meets a clean one', async () => {
    await booking.close();
    await inject(frame(wire({}), wire({}), wire({})));
    await dropUnacknowledged(at.broker.url, queue(), 3);
    await start();
    await eventually(async () => (await notes()).length === 3);
    expect(sizes).toEqual([1, 1, 1]);
    await inject(frame(wire({})));
    await eventually(async () => (await notes()).length === 4);
    sizes.length = 0;
    await inject(frame(wire({}), wire({})));
    await eventually(async () => (await notes()).length === 6);
    expect(sizes).toEqual([2]);
  });

  it('drives again, each alone, what the broker dead-lettered for having been returned too often', async () => {
    await booking.close();
    await inject(frame(wire({}), wire({})));
    await dropUnacknowledged(at.broker.url, queue(), 21);
    await start();
    await eventually(async () => (await notes()).length === 2);
    expect(sizes).toEqual([1, 1]);
    expect(await booking.deadLetters.countOpen()).toBe(0);
  });

  it('keeps what comes to the dead letters a second time', async () => {
    const event = wire({});
    const body = frame(event);
    const connection = await connect(at.broker.url);
    const channel = await connection.createConfirmChannel();
    const options = { contentType: FRAME_CONTENT_TYPE, headers: { 'x-redriven': 1 } };
    channel.sendToQueue(deadLetterQueueOf(queue()), body, options);
    await channel.waitForConfirms();
    await connection.close();
    await eventually(async () => (await booking.deadLetters.countOpen()) === 1);
    const { items } = await booking.deadLetters.list();
    expect(items[0]).toMatchObject({ eventId: event.id, reason: 'delivery-limit' });
  });

  it('finishes what it has begun when it is closed, and hands the rest back', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    react = async (batch) => {
      await gate;
      await note(batch);
    };
    await tell(captured());
    await eventually(() => seen.length === 1);
    await tell(captured(), captured());
    const closing = booking.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    release();
    await closing;
    expect((await notes()).length).toBe(1);
    react = note;
    await start();
    await eventually(async () => (await notes()).length === 3);
    expect(new Set(seenIds()).size).toBe(3);
  });
});

/** Takes messages like a process that is killed before it acknowledges, `times` times over. */
async function dropUnacknowledged(url: string, queue: string, times: number): Promise<void> {
  const connection = await connect(url);
  for (let i = 0; i < times; i += 1) {
    const channel = await connection.createChannel();
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(resolve, 300);
      channel
        .consume(queue, () => {
          clearTimeout(timeout);
          resolve();
        })
        .catch(reject);
    });
    await channel.close();
  }
  await connection.close();
}
