import type { GatewayFigures, Way } from './gateway.js';
import type { Percentiles } from './latencies.js';
import type { LoginFigures } from './logins.js';

const round = (value: number, places = 2): number => Number(value.toFixed(places));
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const shown = ({ p50Ms, p95Ms, p99Ms }: Percentiles): string =>
  `p50 ${p50Ms.toFixed(2)}  p95 ${p95Ms.toFixed(2)}  p99 ${p99Ms.toFixed(2)} ms`;
const WAYS: readonly Way[] = ['direct', 'token', 'api key'];

export function gatewayText({ oneAtATime, asFastAsItGoes, halfLoad, failures }: GatewayFigures): string[] {
  const overhead = (way: Way) => {
    const more = (name: 'p50Ms' | 'p99Ms') => (oneAtATime[way][name] - oneAtATime.direct[name]).toFixed(2);
    return way === 'direct' ? '' : `   gateway: p50 +${more('p50Ms')}  p99 +${more('p99Ms')} ms`;
  };
  const flow = (way: Way, name: 'asFastAsItGoes' | 'halfLoad') => {
    const { perS, times, gatewayCpuUs, serviceCpuUs } = name === 'halfLoad' ? halfLoad[way] : asFastAsItGoes[way];
    const cpu = `CPU a request: gateway ${whole(gatewayCpuUs)} µs, service ${whole(serviceCpuUs)} µs`;
    return `  ${way.padEnd(8)} ${whole(perS).padStart(6)}/s   ${shown(times)}   ${cpu}`;
  };
  return [
    `\ngateway: reading one order, one request after the other (${whole(oneAtATime.direct.count)} each)`,
    ...WAYS.map((way) => `  ${way.padEnd(8)} ${shown(oneAtATime[way])}${overhead(way)}`),
    'as fast as it goes, 32 at once',
    ...WAYS.map((way) => flow(way, 'asFastAsItGoes')),
    `at ${whole(halfLoad.offeredPerS)}/s, half of the slowest`,
    ...WAYS.map((way) => flow(way, 'halfLoad')),
    `  not answered as hoped: ${failures}`,
  ];
}

export function loginsText(figures: LoginFigures): string[] {
  const { loginsPerS, login, refused, failures, readsPerS, alone, during, authCpuS, machineBusy } = figures;
  return [
    `\nlogins, as many as are taken: ${loginsPerS.toFixed(1)}/s   ${shown(login)}   refused ${refused}`,
    `  auth used ${authCpuS.toFixed(1)} CPU seconds, the machine was ${Math.round(machineBusy * 100)} % busy`,
    `  an ordinary read meanwhile (${readsPerS}/s)   ${shown(during)}`,
    `  the same without logins          ${shown(alone)}`,
    `  not answered as hoped: ${failures}`,
  ];
}

export function gatewayJson({ oneAtATime, asFastAsItGoes, halfLoad, failures }: GatewayFigures): object {
  const flowJson = (way: Way, name: 'asFastAsItGoes' | 'halfLoad') => {
    const { perS, times, gatewayCpuUs, serviceCpuUs } = name === 'halfLoad' ? halfLoad[way] : asFastAsItGoes[way];
    const cpu = { gateway_cpu_us: round(gatewayCpuUs, 0), service_cpu_us: round(serviceCpuUs, 0) };
    return { per_s: round(perS, 1), ...json(times), ...cpu };
  };
  const overhead = (way: Way) => ({
    p50_ms: round(oneAtATime[way].p50Ms - oneAtATime.direct.p50Ms),
    p99_ms: round(oneAtATime[way].p99Ms - oneAtATime.direct.p99Ms),
  });
  return {
    overhead: { token: overhead('token'), api_key: overhead('api key') },
    one_at_a_time: byWay((way) => json(oneAtATime[way])),
    as_fast_as_it_goes: byWay((way) => flowJson(way, 'asFastAsItGoes')),
    half_load: { offered_per_s: halfLoad.offeredPerS, ...byWay((way) => flowJson(way, 'halfLoad')) },
    failures,
  };
}

export function loginsJson(figures: LoginFigures): object {
  const { loginsPerS, login, refused, failures, readsPerS, alone, during, authCpuS, machineBusy } = figures;
  const reads = { offered_per_s: readsPerS, alone: json(alone), during: json(during) };
  const cpu = { auth_cpu_s: round(authCpuS, 1), machine_busy: round(machineBusy) };
  return { per_s: round(loginsPerS, 1), ...json(login), refused, failures, reads, ...cpu };
}

const byWay = (make: (way: Way) => object): object =>
  Object.fromEntries(WAYS.map((way) => [way.replace(' ', '_'), make(way)]));

const json = ({ count, p50Ms, p95Ms, p99Ms }: Percentiles): object => ({
  count,
  p50_ms: round(p50Ms),
  p95_ms: round(p95Ms),
  p99_ms: round(p99Ms),
});
