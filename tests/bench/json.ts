import { keptSpeed } from './growth.js';
import { gatewayJson, loginsJson } from './door-report.js';
import type { Figures } from './figures.js';
import type { Options } from './options.js';
import type { PhaseResult } from './phase.js';
import { drifts } from './soak.js';

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** The figures as the contract writes them, with every phase's own beside. */
export function jsonOf({ seed, seconds }: Options, { phases, ...all }: Figures): object {
  const { core, journey, orders } = phases;
  const { ceilings, memory, growth, gateway, logins, soak } = all;
  return {
    seed,
    seconds,
    ...(core && { core: summary(core[0], core[1], core[2]) }),
    ...(journey && { journey: summary(journey[0], journey[0], journey[1]) }),
    ...(orders && { orders: summary(orders[0], orders[0], orders[1]) }),
    ...(ceilings && {
      ceilings: {
        pg_tx_per_s: rounded(ceilings.pgTxPerS.many),
        pg_tx_one_client_per_s: rounded(ceilings.pgTxPerS.one),
        confirms_per_s: rounded(ceilings.confirmsPerS[1_000]),
        confirms_by_window: ceilings.confirmsPerS,
      },
    }),
    ...(memory && { memory_bytes: memory }),
    ...(growth && { growth: { rows: growth.rows, kept: keptSpeed(growth) } }),
    ...(gateway && { gateway: gatewayJson(gateway) }),
    ...(logins && { logins: loginsJson(logins) }),
    ...(soak && { soak: { ...(drifts(soak.samples) ?? { tooShort: true }), load: soak.load, samples: soak.samples } }),
    phases: Object.values(phases).flat(),
  };
}

function summary(booked: PhaseResult | undefined, settled: PhaseResult | undefined, half: PhaseResult | undefined) {
  // A merchant's order books nothing: what it waits for is the answer to its payment.
  const times = half && half.payToBooked.count > 0 ? half.payToBooked : half?.calls['payment by card'];
  return {
    booked_per_s: rounded(booked?.bookedPerS ?? 0),
    settled_per_s: rounded(settled?.settledPerS ?? 0),
    half_load: {
      offered_per_s: rounded(half?.offeredPerS ?? 0),
      p50_ms: rounded(times?.p50Ms ?? 0),
      p99_ms: rounded(times?.p99Ms ?? 0),
    },
  };
}
