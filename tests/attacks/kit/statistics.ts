/** What a median may differ by although nothing is told by it. */
const TOLERANCE_MS = 2;
/** A median's standard error from the median absolute deviation: 1.4826 (to a deviation) × 1.2533 (of a median). */
const ERROR_OF_MEDIAN = 1.4826 * 1.2533;
/** So many standard errors of the difference happen by chance less than once in ten thousand runs. */
const SIGMAS = 4;

/**
 * Whether two samples of times, taken in turns, have the same median: within 2 ms, or within what this machine's noise
 * makes of samples of this size. True, or what was found.
 */
export function indistinguishable(left: readonly number[], right: readonly number[]): true | string {
  const difference = Math.abs(median(left) - median(right));
  const noise = SIGMAS * Math.hypot(errorOf(left), errorOf(right));
  if (difference <= Math.max(TOLERANCE_MS, noise)) return true;
  return `medians differ by ${difference.toFixed(2)} ms (noise ${noise.toFixed(2)} ms)`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function errorOf(values: readonly number[]): number {
  const middle = median(values);
  return (ERROR_OF_MEDIAN * median(values.map((value) => Math.abs(value - middle)))) / Math.sqrt(values.length);
}
