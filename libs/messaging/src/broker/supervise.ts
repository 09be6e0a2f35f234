import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { backoffMs } from '#kernel';

const BACKOFF = { baseMs: 100, capMs: 5_000, jitter: 0.3 };
/** A session that held this long was sound: the next failure starts again at the shortest wait. */
const SOUND_MS = 10_000;

/**
 * Runs `session` again and again until `stop` is aborted: at once after a sound one, with growing waits (100 ms to 5
 * s) while it keeps failing. It never rejects.
 */
export async function superviseSession(name: string, stop: AbortSignal, session: () => Promise<void>): Promise<void> {
  const logger = new Logger('Messaging');
  let failures = 0;
  while (!stop.aborted) {
    const startedAt = performance.now();
    try {
      await session();
    } catch (error) {
      failures = performance.now() - startedAt > SOUND_MS ? 1 : failures + 1;
      if (!stop.aborted) logger.warn(`${name}: ${messageOf(error)}; trying again`);
    }
    if (failures > 0 && !stop.aborted) await pause(backoffMs(failures, BACKOFF, Math.random), stop);
  }
}

/** Waits, or less when `signal` is aborted meanwhile; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
