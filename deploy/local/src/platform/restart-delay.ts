const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before starting a process again after its nth crash in a row: doubling, at most half a minute. */
export const restartDelayMs = (crashes: number): number =>
  Math.min(FIRST_MS * 2 ** Math.max(0, crashes - 1), LONGEST_MS);
