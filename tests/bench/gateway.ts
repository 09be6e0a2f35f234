import { cpuOf } from './processes.js';
import { rootsOf } from './counters.js';
import { HttpLoad } from './http-load.js';
import { Latencies, type Percentiles } from './latencies.js';
import { closedLoop, fixedRate } from './pacing.js';
import type { Bench } from './phase.js';
import { openTill, type Till } from './till.js';

/** The same read by three ways: at the service itself, and through the gateway with what callers show there. */
const WAYS = ['direct', 'token', 'api key'] as const;
export type Way = (typeof WAYS)[number];
type By<T> = Readonly<Record<Way, T>>;

export interface Flow {
  readonly perS: number;
  readonly times: Percentiles;
  /** Microseconds of CPU a request, of the gateway and of the service. */
  readonly gatewayCpuUs: number;
  readonly serviceCpuUs: number;
}

export interface GatewayFigures {
  /** One request after the other, the ways in turn: what the way itself costs. */
  readonly oneAtATime: By<Percentiles>;
  readonly asFastAsItGoes: By<Flow>;
  /** At half of what the slowest way took. */
  readonly halfLoad: By<Flow> & { readonly offeredPerS: number };
  readonly failures: number;
}

const LANES = 32;
const WARM_UP_S = 4;
/** The ways take turns under load too: what else the machine does meets each of them. */
const ROUNDS = 5;

export async function measureGateway(bench: Bench): Promise<GatewayFigures> {
  const till = await openTill(bench.world.api);
  const ways = new Ways(bench, till);
  try {
    const full = (seconds: number) => (send: Send) => closedLoop(LANES, performance.now() + seconds * 1_000, send);
    await ways.each(full(WARM_UP_S / ROUNDS));
    const oneAtATime = await ways.inTurn(performance.now() + bench.seconds * 1_000);
    const fast = await ways.each(full(bench.seconds / ROUNDS));
    const offeredPerS = Math.floor(Math.min(...Object.values(fast).map(({ perS }) => perS)) / 2);
    const half = await ways.each((send) => fixedRate(offeredPerS, bench.seconds / ROUNDS, (at) => send(0, at)));
    return { oneAtATime, asFastAsItGoes: fast, halfLoad: { ...half, offeredPerS }, failures: ways.failures };
  } finally {
    await ways.close();
  }
}

type Send = (lane: number, at?: number) => Promise<void>;

interface Sum {
  readonly times: Latencies;
  seconds: number;
  gateway: number;
  service: number;
}

class Ways {
  failures = 0;
  private readonly service: HttpLoad;
  private readonly gateway: HttpLoad;

  constructor(
    private readonly bench: Bench,
    private readonly till: Till,
  ) {
    const { platform } = bench.running;
    this.service = new HttpLoad(platform.url('payment'), 64);
    this.gateway = new HttpLoad(platform.gatewayUrl, 64);
  }

  async inTurn(until: number): Promise<By<Percentiles>> {
    const times = by(() => new Latencies());
    while (performance.now() < until) for (const way of WAYS) await this.send(way, times[way], performance.now());
    return by((way) => times[way].percentiles());
  }

  /** One way after the other under the same load, round after round. */
  async each(load: (send: Send) => Promise<void>): Promise<By<Flow>> {
    const sums = by(() => ({ times: new Latencies(), seconds: 0, gateway: 0, service: 0 }));
    for (let round = 0; round < ROUNDS; round += 1) for (const way of WAYS) await this.run(way, sums[way], load);
    return by((way) => {
      const { times, seconds, gateway, service } = sums[way];
      const { count } = times.percentiles();
      const cpu = { gatewayCpuUs: (gateway * 1e6) / count, serviceCpuUs: (service * 1e6) / count };
      return { perS: count / seconds, times: times.percentiles(), ...cpu };
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.service.close(), this.gateway.close()]);
  }

  private async run(way: Way, sum: Sum, load: (send: Send) => Promise<void>): Promise<void> {
    const before = cpuOf(rootsOf(this.bench.running));
    const started = performance.now();
    await load((_lane, at = performance.now()) => this.send(way, sum.times, at));
    sum.seconds += (performance.now() - started) / 1_000;
    const after = cpuOf(rootsOf(this.bench.running));
    sum.gateway += (after['api-gateway'] ?? 0) - (before['api-gateway'] ?? 0);
    sum.service += (after['payment'] ?? 0) - (before['payment'] ?? 0);
  }

  private async send(way: Way, times: Latencies, at: number): Promise<void> {
    const { access, apiKey, path } = this.till;
    const headers = way === 'api key' ? ['x-api-key', apiKey] : ['authorization', `Bearer ${access}`];
    const { status } = await (way === 'direct' ? this.service : this.gateway).send('GET', path, headers, null);
    times.add(performance.now() - at);
    if (status !== 200) this.failures += 1;
  }
}

const by = <T>(make: (way: Way) => T): By<T> => Object.fromEntries(WAYS.map((way) => [way, make(way)])) as By<T>;
