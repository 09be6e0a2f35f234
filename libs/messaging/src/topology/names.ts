import type { ServiceName } from '#contracts';

/** Steps of the retry ladder: one queue each, because a short wait behind a long one would have to wait for it. */
export const LADDER = [
  { suffix: '1s', waitMs: 1_000 },
  { suffix: '10s', waitMs: 10_000 },
  { suffix: '60s', waitMs: 60_000 },
  { suffix: '600s', waitMs: 600_000 },
] as const;

/** Who consumes, without namespace and version: the same before and after a queue is migrated. */
export function consumerName(consumer: ServiceName, producer: ServiceName): string {
  return `${consumer}.on-${producer}`;
}

/**
 * The queue in which `consumer` finds the events of `producer`. Its arguments can't change: the version is the way.
 */
export function queueOf(consumer: ServiceName, producer: ServiceName, namespace: string): string {
  return `${namespace}${consumerName(consumer, producer)}.v1`;
}

export function deadLetterQueueOf(queue: string): string {
  return `${queue}.dlq`;
}

/** The rung for an event that has failed `attempts` times; the last rung is used for all that follow. */
export function retryQueueOf(queue: string, attempts: number): string {
  const rung = LADDER[Math.min(Math.max(attempts, 1), LADDER.length) - 1] ?? LADDER[0];
  return `${queue}.retry.${rung.suffix}`;
}

/** The consumer's queue and all that an event of it may wait in. */
export function queuesBehind(queue: string): string[] {
  return [queue, deadLetterQueueOf(queue), ...LADDER.map(({ suffix }) => `${queue}.retry.${suffix}`)];
}

/** A durable queue with one message: when it is gone, the broker has lost what it held. */
export function generationQueueOf(producer: ServiceName, namespace: string): string {
  return `${namespace}generation.${producer}`;
}
