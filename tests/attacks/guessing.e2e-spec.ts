import { all, attack, said } from './kit/attack.js';
import { newEmail, PASSWORD } from './kit/people.js';
import { openStrictGate, type StrictGate } from './kit/strict-gate.js';

const LEAKED = 200;
/** What five a minute come to in the quarter of an hour that an account's attempts are counted in. */
const PER_ACCOUNT = 75;

describe('guessing passwords at a gate with the limits people get', () => {
  let gate: StrictGate;
  beforeAll(async () => {
    gate = await openStrictGate();
  }, 60_000);
  afterAll(() => gate.close());

  const from = (ip: string) => ({ 'x-forwarded-for': ip });
  const tryOn = (turn: number, email: string, password: string, ip: string) =>
    (gate.gateways[turn % 2] ?? gate.bare).post('auth/token/', { email, password }, from(ip));

  attack(
    'A01 two hundred leaked pairs from two hundred addresses on one account',
    'few are looked at, the rest 429 1007 with retry-after and one shape',
    async () => {
      const email = newEmail();
      await gate.bare.post('auth/register-customer/', { email, name: 'Asha', password: PASSWORD });
      const answers = [];
      for (let i = 0; i < LEAKED; i += 20) {
        const some = Array.from({ length: 20 }, (_, j) => tryOn(j, email, `leaked-${i + j}`, `198.51.${i}.${j + 1}`));
        answers.push(...(await Promise.all(some)));
      }
      const looked = answers.filter(({ status }) => status === 401);
      const held = answers.filter((one) => said(one) === '429 1007' && Number(one.headers['retry-after']) >= 1);
      const shapes = new Set(held.map(({ exception }) => Object.keys(exception ?? {}).join()));
      // A gate that can't ask for the account's limit in time lets nobody through.
      const shut = answers.filter((one) => said(one) === '503 1023');
      const answered = looked.length + held.length + shut.length === LEAKED && shut.length < LEAKED / 10;
      const good = looked.length <= PER_ACCOUNT + 5 && answered && shapes.size === 1;
      return good
        ? 'few are looked at, the rest 429 1007 with retry-after and one shape'
        : `${looked.length} looked at, ${held.length} held, ${shapes.size} shapes, ${all(answers)}`;
    },
    60_000,
  );

  attack(
    'A02 one password over many accounts from one address, through two gateways',
    '5 of 300 are looked at, the rest 429',
    async () => {
      const statuses: number[] = [];
      for (let i = 0; i < 300; i += 20) {
        const some = Array.from({ length: 20 }, (_, j) => tryOn(j, newEmail(), 'Summer2026!x', '203.0.113.7'));
        statuses.push(...(await Promise.all(some)).map(({ status }) => status));
      }
      const looked = statuses.filter((status) => status === 401).length;
      return statuses.every((status) => status === 401 || status === 429)
        ? `${looked} of 300 are looked at, the rest 429`
        : statuses.join();
    },
    60_000,
  );

  attack('A04 asking by registration which addresses are known', '409 1021, then 429 1007', async () => {
    const email = newEmail();
    const body = { email, name: 'Asha', password: PASSWORD };
    const send = (turn: number) =>
      (gate.gateways[turn % 2] ?? gate.bare).post('auth/register-customer/', body, from('203.0.113.9'));
    expect((await send(0)).status).toBe(201);
    const first = said(await send(1));
    for (let i = 0; i < 3; i += 1) await send(i);
    return `${first}, then ${said(await send(1))}`;
  });

  attack('A95 rotating x-forwarded-for, x-real-ip and forwarded before no proxy', '5 × 401, then 429', async () => {
    const statuses = [];
    for (let i = 0; i < 12; i += 1) {
      const headers = { 'x-forwarded-for': `10.1.1.${i}`, 'x-real-ip': `10.2.2.${i}`, forwarded: `for=10.3.3.${i}` };
      const { status } = await gate.bare.post('auth/token/', { email: newEmail(), password: 'guess-guess' }, headers);
      statuses.push(status);
    }
    return tally(statuses);
  });

  attack('A95 hopping through one IPv6 /64', '5 × 401, then 429', async () => {
    const statuses = [];
    for (let i = 0; i < 12; i += 1)
      statuses.push((await tryOn(i, newEmail(), 'guess-guess', `2001:db8:1:2:${i}::${i + 1}`)).status);
    return tally(statuses);
  });

  attack('A95 more x-forwarded-for entries than trusted hops', '5 × 401, then 429', async () => {
    const statuses = [];
    for (let i = 0; i < 12; i += 1)
      statuses.push((await tryOn(i, newEmail(), 'guess-guess', `10.9.9.${i}, 203.0.113.77`)).status);
    return tally(statuses);
  });
});

function tally(statuses: readonly number[]): string {
  const looked = statuses.filter((status) => status === 401).length;
  const rest = [...new Set(statuses.slice(looked))].join(', ');
  return `${looked} × 401, then ${rest}`;
}
