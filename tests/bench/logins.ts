import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/actors.js';
import { cpuOf, machineSeconds } from './processes.js';
import { rootsOf } from './counters.js';
import { HttpLoad } from './http-load.js';
import { Latencies, type Percentiles } from './latencies.js';
import { closedLoop, fixedRate } from './pacing.js';
import type { Bench } from './phase.js';
import { openTill, PASSWORD, type Till } from './till.js';

export interface LoginFigures {
  readonly loginsPerS: number;
  readonly login: Percentiles;
  /** Told to come back, because too many waited. */
  readonly refused: number;
  readonly failures: number;
  readonly readsPerS: number;
  /** An ordinary read while nobody signs in, and while as many do as the platform takes. */
  readonly alone: Percentiles;
  readonly during: Percentiles;
  /** CPU seconds of auth, and of the whole machine, while the logins ran. */
  readonly authCpuS: number;
  readonly machineBusy: number;
}

/** More than are hashed at once, fewer than may wait: all are answered 200, and somebody always waits. */
const LANES = 64;
const ACCOUNTS = 64;
const READS_PER_S = 50;
const TOKEN = '/paygate/api/v1/auth/token';

export async function measureLogins(bench: Bench): Promise<LoginFigures> {
  const till = await openTill(bench.world.api);
  const emails = await signUp(bench);
  const { gatewayUrl } = bench.running.platform;
  const [reading, signingIn] = [new HttpLoad(gatewayUrl, 64), new HttpLoad(gatewayUrl, LANES)];
  const reader = new Reader(reading, till);
  try {
    await reader.run(3);
    const alone = await reader.run(bench.seconds);
    const before = { cpu: cpuOf(rootsOf(bench.running)), machine: machineSeconds() };
    const [logins, during] = await Promise.all([
      signInFor(bench.seconds, signingIn, emails),
      reader.run(bench.seconds),
    ]);
    const after = { cpu: cpuOf(rootsOf(bench.running)), machine: machineSeconds() };
    const busy = (after.machine.busy - before.machine.busy) / (after.machine.all - before.machine.all);
    const authCpuS = (after.cpu['auth'] ?? 0) - (before.cpu['auth'] ?? 0);
    const { failures } = reader;
    const reads = { readsPerS: READS_PER_S, alone, during };
    return { ...logins, failures: failures + logins.failures, ...reads, authCpuS, machineBusy: busy };
  } finally {
    await Promise.all([reading.close(), signingIn.close()]);
  }
}

class Reader {
  failures = 0;

  constructor(
    private readonly load: HttpLoad,
    private readonly till: Till,
  ) {}

  async run(seconds: number): Promise<Percentiles> {
    const times = new Latencies();
    const headers = ['authorization', `Bearer ${this.till.access}`];
    await fixedRate(READS_PER_S, seconds, async (at) => {
      const { status } = await this.load.send('GET', this.till.path, headers, null);
      times.add(performance.now() - at);
      if (status !== 200) this.failures += 1;
    });
    return times.percentiles();
  }
}

async function signInFor(seconds: number, load: HttpLoad, emails: readonly string[]) {
  const times = new Latencies();
  let [refused, failures] = [0, 0];
  const started = performance.now();
  await closedLoop(LANES, started + seconds * 1_000, async (lane) => {
    const from = performance.now();
    const body = JSON.stringify({ email: emails[lane % emails.length], password: PASSWORD });
    const { status } = await load.send('POST', TOKEN, ['content-type', 'application/json'], body);
    if (status === 200) times.add(performance.now() - from);
    else if (status === 429) refused += 1;
    else failures += 1;
  });
  const login = times.percentiles();
  return { loginsPerS: (login.count * 1_000) / (performance.now() - started), login, refused, failures };
}

async function signUp({ world }: Bench): Promise<string[]> {
  const emails = Array.from({ length: ACCOUNTS }, () => `login-${randomUUID()}@example.com`);
  for (const email of emails)
    expectStatus(await world.api.post('auth/register-customer/', { email, name: 'Asha', password: PASSWORD }), 201);
  return emails;
}
