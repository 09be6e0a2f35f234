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
const WARM_UP_MS = 3_000;

export async function measureGateway(bench: Bench): Promise<GatewayFigures> {
  const till = await openTill(bench.world.api);
  const ways = new Ways(bench, till);
  try {
    await ways.inTurn(performance.now() + WARM_UP_MS);
    const oneAtATime = await ways.inTurn(performance.now() + bench.seconds * 1_000);
    const fast = await ways.each((send) => closedLoop(LANES, performance.now() + bench.seconds * 1_000, send));
    const offeredPerS = Math.floor(Math.min(...Object.values(fast).map(({ perS }) => perS)) / 2);
    const half = await ways.each((send) => fixedRate(offeredPerS, bench.seconds, (at) => send(0, at)));
    return { oneAtATime, asFastAsItGoes: fast, halfLoad: { ...half, offeredPerS }, failures: ways.failures };
  } finally {
    await ways.close();
  }
}

type Send = (lane: number, at?: number) => Promise<void>;

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

  /** One way after the other under the same load. */
  async each(load: (send: Send) => Promise<void>): Promise<By<Flow>> {
    const flows: Partial<Record<Way, Flow>> = {};
    for (const way of WAYS) flows[way] = await this.flow(way, load);
    return flows as By<Flow>;
  }

  async close(): Promise<void> {
    await Promise.all([this.service.close(), this.gateway.close()]);
  }

  private async flow(way: Way, load: (send: Send) => Promise<void>): Promise<Flow> {
    const latencies = new Latencies();
    const before = cpuOf(rootsOf(this.bench.running));
    const started = performance.now();
    await load((_lane, at = performance.now()) => this.send(way, latencies, at));
    const seconds = (performance.now() - started) / 1_000;
    const after = cpuOf(rootsOf(this.bench.running));
    const times = latencies.percentiles();
    const cpuUs = (name: string) => (((after[name] ?? 0) - (before[name] ?? 0)) * 1e6) / times.count;
    const cpu = { gatewayCpuUs: cpuUs('api-gateway'), serviceCpuUs: cpuUs('payment') };
    return { perS: times.count / seconds, times, ...cpu };
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
