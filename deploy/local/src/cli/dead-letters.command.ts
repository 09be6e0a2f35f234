import type { RecordActRequest } from '#contracts';
import { Failure } from '../../launch/progress.mjs';
import type { ServiceName } from '../platform/services.js';
import { InternalApi } from './internal-api.js';
import { option } from './options.js';
import { UsageError } from './usage-error.js';

interface DeadLetter {
  id: string;
  queue: string;
  type: string | null;
  reason: string;
  detail: string;
  attempts: number;
  body: string;
  dead_at: string;
  replayed_at: string | null;
}

type Found = DeadLetter & { service: ServiceName };

/** `dead-letters list | show | replay`. */
export async function deadLetters(args: readonly string[]): Promise<number> {
  const [action, ...rest] = args;
  const api = InternalApi.open();
  switch (action) {
    case 'list':
      return await list(api, rest);
    case 'show':
      return await show(api, rest);
    case 'replay':
      return await replay(api, rest);
    default:
      throw new UsageError('dead-letters takes list, show or replay.');
  }
}

async function list(api: InternalApi, args: readonly string[]): Promise<number> {
  const found = await all(api, option(args, '--service'), !args.includes('--all'));
  if (args.includes('--json')) console.log(JSON.stringify(found, null, 2));
  else if (found.length === 0) console.log('There are no dead letters.');
  else for (const letter of found) console.log(row(letter));
  return 0;
}

async function show(api: InternalApi, [id]: readonly string[]): Promise<number> {
  if (id === undefined) throw new UsageError('dead-letters show takes an id.');
  console.log(JSON.stringify(await one(api, id), null, 2));
  return 0;
}

async function replay(api: InternalApi, args: readonly string[]): Promise<number> {
  const [id] = args;
  if (id === undefined) throw new UsageError('dead-letters replay takes an id, or --everything.');
  const chosen = id.startsWith('--') ? await everything(api, args) : [await one(api, id)];
  for (const letter of chosen) {
    await api.post('auth', 'acts', actOf(letter));
    await api.post(letter.service, `dead-letters/${letter.id}/replay`);
    console.log(`sent again: ${row(letter)}`);
  }
  console.log(`${chosen.length} sent again.`);
  return 0;
}

/** As the gateway writes down what an admin replays. */
const actOf = ({ service, id }: Found): RecordActRequest => ({
  action: 'dead_letter_replay_requested',
  actor_id: null,
  credential_id: null,
  target_type: 'dead_letter',
  target_id: `${service}:${id}`,
  ip: null,
  request_id: null,
});

async function everything(api: InternalApi, args: readonly string[]): Promise<Found[]> {
  if (!args.includes('--everything')) throw new UsageError('dead-letters replay takes an id, or --everything.');
  return await all(api, option(args, '--service'), true);
}

async function one(api: InternalApi, id: string): Promise<Found> {
  const letter = (await all(api, undefined, false)).find((candidate) => candidate.id === id);
  if (!letter) throw new Failure(`There is no dead letter ${id}.`);
  return letter;
}

async function all(api: InternalApi, service: string | undefined, open: boolean): Promise<Found[]> {
  const services = api.services.filter((name) => name !== 'provider-simulator');
  const asked = service === undefined ? services : services.filter((name) => name === service);
  if (asked.length === 0) throw new UsageError(`--service takes one of: ${services.join(', ')}`);
  return (await Promise.all(asked.map((name) => ofService(api, name, open)))).flat();
}

async function ofService(api: InternalApi, service: ServiceName, open: boolean): Promise<Found[]> {
  const found: Found[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = `limit=100${open ? '&open=true' : ''}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const { data, page } = await api.get<DeadLetter[]>(service, `dead-letters?${query}`);
    found.push(...data.map((letter) => ({ service, ...letter })));
    cursor = page?.next_cursor ?? null;
  }
  return found;
}

const row = ({ id, service, dead_at, type, reason, queue, replayed_at }: Found): string =>
  [id, dead_at, service, type ?? '(no event)', queue, reason, replayed_at ? `replayed ${replayed_at}` : '']
    .join('  ')
    .trimEnd();
