import { setTimeout as sleep } from 'node:timers/promises';
import { expectStatus } from '../support/actors.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { attack, said } from './kit/attack.js';
import { newEmail, PASSWORD } from './kit/people.js';
import { openStrictGate, type StrictGate } from './kit/strict-gate.js';

/** What `openStrictGate` sets. */
const PER_SECOND = 20;
const BURST = 2 * PER_SECOND;
/** Gateways compare each second; the question itself takes some milliseconds. */
const COMPARED_MS = 1_300;

describe('what several gateways keep together', () => {
  let gate: StrictGate;
  beforeAll(async () => {
    gate = await openStrictGate();
  }, 60_000);
  afterAll(() => gate.close());

  const read = (gateway: HttpClient, ip: string) => gateway.get('listings/?limit=1', { 'x-forwarded-for': ip });
  /** The statuses of so many reads at once, counted. */
  const reads = async (gateway: HttpClient, ip: string, count: number) => {
    const statuses = await Promise.all(Array.from({ length: count }, async () => (await read(gateway, ip)).status));
    return { let: statuses.filter((one) => one === 200).length, held: statuses.filter((one) => one === 429).length };
  };

  /** Reads at both gateways, three times the limit at each, for some seconds; when each that was let through came. */
  const hammer = async (ip: string, forMs: number): Promise<{ passed: number[]; asked: number }> => {
    const started = performance.now();
    const passed: number[] = [];
    let asked = 0;
    while (performance.now() - started < forMs) {
      const both = await Promise.all(gate.gateways.map((gateway) => reads(gateway, ip, 6)));
      const count = both.reduce((sum, one) => sum + one.let, 0);
      passed.push(...Array<number>(count).fill(performance.now() - started));
      asked += 2 * 6;
      await sleep(80);
    }
    return { passed, asked };
  };

  it('a caller who spreads over two gateways has one limit within about a second, and it comes back', async () => {
    const ip = '203.0.113.41';
    const burst = await Promise.all(gate.gateways.map((gateway) => reads(gateway, ip, 60)));
    // Each lets its own burst pass, and what flows in meanwhile: n bursts in the first second.
    for (const { let: passed, held } of burst) expect([passed >= BURST, passed + held]).toEqual([true, 60]);
    const { passed, asked } = await hammer(ip, 6_000);
    const within = (from: number, to: number) => passed.filter((at) => at >= from && at < to).length;
    // Alone they would let 40 a second through, and never fewer.
    expect(within(COMPARED_MS, COMPARED_MS + 1_000)).toBeLessThan(1.5 * PER_SECOND);
    expect(passed.length / 6).toBeLessThan(1.25 * PER_SECOND);
    // A crowded machine may ask for less than the limit.
    expect(passed.length / 6).toBeGreaterThan(0.4 * Math.min(PER_SECOND, asked / 6));
    expect(said(await read(gate.gateways[0], '203.0.113.42'))).toBe('200');
    await sleep((2 * BURST * 1_000) / PER_SECOND);
    for (const gateway of gate.gateways) expect(await reads(gateway, ip, 15)).toEqual({ let: 15, held: 0 });
  }, 30_000);

  it('one gateway goes on counting what the other lets through, though it is asked nothing itself', async () => {
    const ip = '203.0.113.43';
    const [first, second] = gate.gateways;
    await Promise.all([reads(first, ip, BURST), reads(second, ip, BURST)]);
    for (let i = 0; i < 8; i += 1) {
      await sleep(250);
      await reads(first, ip, 30);
    }
    // Two seconds of its own would have filled it again: the first has taken them.
    expect((await reads(second, ip, 40)).let).toBeLessThan(BURST / 2);
  }, 30_000);

  it('no request pays a database write: they are as many as the seconds, however many the requests', async () => {
    const before = await writesOf(gate);
    const started = performance.now();
    let asked = 0;
    while (performance.now() - started < 5_000) {
      const some = gate.gateways.map((gateway, i) => reads(gateway, `198.51.100.${i}`, 20));
      for (const { let: passed, held } of await Promise.all(some)) asked += passed + held;
    }
    // The server counts a transaction's rows within a second or two of its end.
    await sleep(2_500);
    const written = (await writesOf(gate)) - before;
    expect(asked).toBeGreaterThan(500);
    const seconds = Math.ceil((performance.now() - started) / 1_000);
    expect(written).toBeGreaterThan(0);
    // A row a bucket, gateway and second: one bucket each, and that of the test before until it is half full again.
    expect(written).toBeLessThanOrEqual(2 * 2 * seconds);
  }, 30_000);

  attack('A35 a key revoked through one gateway, shown at the other', '200, then 401 1002 within 5 s', async () => {
    const [first, second] = gate.gateways;
    const merchant = await register('203.0.113.51');
    const made = await first
      .as({ bearer: merchant.access })
      .post<{ id: string; api_key: string }>('auth/api-keys/', {});
    const shown = () => second.as({ apiKey: made.data.api_key }).get('listings/?limit=1');
    const before = said(await shown());
    expectStatus(await first.as({ bearer: merchant.access }).delete(`auth/api-keys/${made.data.id}/`), 200);
    return `${before}, then ${await within5s(shown, '401 1002')} within 5 s`;
  });

  attack('A09 a session ended at one gateway, shown at the other', '403 1020, then 401 1002 within 5 s', async () => {
    const [first, second] = gate.gateways;
    const merchant = await register('203.0.113.52');
    // The gateway's own route: nobody behind it could know that the session is over.
    const shown = () => second.as({ bearer: merchant.access }).get('admin/dead-letters/');
    const before = said(await shown());
    expectStatus(await first.as({ bearer: merchant.access }).post('auth/logout/'), 200);
    return `${before}, then ${await within5s(shown, '401 1002')} within 5 s`;
  });

  const register = async (ip: string) => {
    const body = { email: newEmail(), name: 'Asha', password: PASSWORD };
    const made = await gate.gateways[0].post<{ access: string }>('auth/register/', body, { 'x-forwarded-for': ip });
    return expectStatus(made, 201).data;
  };

  attack(
    'A96 the store of the limits goes down',
    'login fails closed with 503 1023, reads go on with 200 and within each gateway by its own bucket',
    async () => {
      const [first, second] = gate.gateways;
      const ip = '203.0.113.200';
      await gate.stopAuth();
      const login = said(
        await first.post('auth/token/', { email: newEmail(), password: PASSWORD }, { 'x-forwarded-for': ip }),
      );
      const one = said(await read(first, ip));
      await sleep(COMPARED_MS);
      // So many that a bucket runs dry at a machine's 25 reads a second too.
      const asked = 10 * BURST;
      const all = await Promise.all([reads(first, ip, asked), reads(second, ip, asked)]);
      const own = all.every(({ let: passed, held }) => passed >= BURST - 1 && held > 0 && passed + held === asked);
      const kept = own ? 'by its own bucket' : JSON.stringify(all);
      return `login fails closed with ${login}, reads go on with ${one} and within each gateway ${kept}`;
    },
  );
});

/** What is said once it is said, or after five seconds. */
async function within5s(ask: () => Promise<Answer>, wanted: string): Promise<string> {
  const until = performance.now() + 5_000;
  for (;;) {
    const got = said(await ask());
    if (got === wanted || performance.now() > until) return got;
    await sleep(200);
  }
}

/** Rows that auth's database took in for limits so far: all of them are written by the two tables' upserts. */
async function writesOf({ database }: StrictGate): Promise<number> {
  const rows = await database.database.query<{ written: number }>(
    `select sum(n_tup_ins + n_tup_upd)::int as written from pg_stat_user_tables
     where relname in ('rate_bucket', 'rate_limit')`,
  );
  return rows[0]?.written ?? 0;
}
