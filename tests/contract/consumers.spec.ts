import { join, resolve } from 'node:path';
import pg from 'pg';
import { EVENTS, type EventDefinition, type ServiceName } from '#contracts';
import { newId } from '#kernel';
import { dataServices, eventually } from '#testing';
import type { RunningPlatform } from '../../deploy/local/src/platform/start-platform.js';

const root = resolve(import.meta.dirname, '../..');
const events = Object.values(EVENTS);

describe('every consumer takes in what its producers say', () => {
  let platform: RunningPlatform;
  const clients = new Map<ServiceName, pg.Client>();

  beforeAll(async () => {
    const start = (await import(
      join(root, 'dist/deploy/local/src/platform/start-platform.js')
    )) as typeof import('../../deploy/local/src/platform/start-platform.js');
    platform = await start.startPlatform(dataServices());
    const parties = new Set(events.flatMap(({ producer, consumers }) => [producer, ...consumers]));
    for (const service of parties) {
      const client = new pg.Client(platform.databaseUrl(service));
      await client.connect();
      clients.set(service, client);
    }
  }, 120_000);

  afterAll(async () => {
    for (const client of clients.values()) await client.end();
    await platform?.stop();
  }, 60_000);

  const rows = async <R extends object>(service: ServiceName, text: string, values: unknown[] = []): Promise<R[]> =>
    ((await clients.get(service)?.query<R>(text, values))?.rows ?? []);

  /** Appends the event's sample to its producer's outbox, as a committed transaction of the producer would. */
  const say = async (event: EventDefinition, data: object): Promise<string> => {
    const id = newId();
    await rows(
      event.producer,
      `insert into outbox (event_id, aggregate_type, aggregate_id, aggregate_version, type, schema_version, headers, payload)
       values ($1, $2, $3, 1, $4, $5, $6, $7)`,
      [
        id,
        event.aggregate,
        newId(),
        event.type,
        event.version,
        JSON.stringify({ time: new Date().toISOString() }),
        JSON.stringify(data),
      ],
    );
    return id;
  };

  const pairs = events.flatMap((event) => event.consumers.map((consumer) => ({ type: event.type, consumer, event })));

  it.each(pairs)('$consumer takes $type, and a later version of it with a field more', async ({ consumer, event }) => {
    const sample = event.sample as object;
    const ids = [await say(event, sample), await say(event, { ...sample, field_of_tomorrow: { any: 1 } })];
    await eventually(
      async () => {
        const taken = await rows<{ event_id: string }>(
          consumer,
          'select distinct event_id from inbox where event_id = any($1::uuid[])',
          [ids],
        );
        expect(taken.map(({ event_id }) => event_id).sort()).toEqual([...ids].sort());
      },
      { timeoutMs: 15_000 },
    );
    expect(await rows(consumer, 'select type, reason, detail from dead_letter')).toEqual([]);
  });
});
