const TICK_MS = 2;

/** Runs `lanes` at once, each one piece of work after the other, until `until` (performance.now()). */
export async function closedLoop(lanes: number, until: number, work: (lane: number) => Promise<void>): Promise<void> {
  const lane = async (no: number): Promise<void> => {
    while (performance.now() < until) await work(no);
  };
  await Promise.all(Array.from({ length: lanes }, (_, no) => lane(no)));
}

/**
 * Starts work at a fixed rate for `seconds`, whether or not earlier work is done, and waits for all of it. Each gets
 * the time it was meant to start at: what came late because the load or the platform was busy counts as waiting.
 */
export async function fixedRate(
  perSecond: number,
  seconds: number,
  work: (intendedAt: number) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const total = Math.floor(perSecond * seconds);
  const running = new Set<Promise<void>>();
  for (let next = 0; next < total;) {
    // The first is due at once: without the one more, each would start a whole interval late.
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * perSecond) + 1);
    for (; next < due; next += 1) {
      const one = work(start + (next / perSecond) * 1_000).finally(() => running.delete(one));
      running.add(one);
    }
    await sleep(TICK_MS);
  }
  await Promise.all(running);
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
