import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fire } from '../fire.js';

/** F08: consumers are there again before this. */
const ATTACHED_MS = 30_000;
const CONSUMERS = ['payment', 'booking', 'webhook-dispatcher', 'analytics'] as const;

/** What a service says of its messaging in /readyz. */
export interface Messaging {
  readonly queues: number;
  readonly attached: number;
  readonly blocked: boolean;
  readonly oldestUnconfirmedMs: number;
}

/** Undefined when the service does not answer, or can't say. */
export async function messagingOf({ parts }: Fire, service: ServiceName): Promise<Messaging | undefined> {
  try {
    const url = `${parts.own.platform.url(service)}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_500) });
    const { messaging } = ((await answer.json()) as { checks: { messaging?: Partial<Messaging> } }).checks;
    return messaging?.attached === undefined ? undefined : (messaging as Messaging);
  } catch {
    return undefined;
  }
}

/** Waits until every consumer of every service is attached, and says so if that takes too long. */
export async function allAttached(fire: Fire, since = 'the broker was back'): Promise<void> {
  const began = Date.now();
  for (const service of CONSUMERS)
    while (!(await isAttached(fire, service))) {
      const waitedMs = Date.now() - began;
      if (waitedMs > ATTACHED_MS)
        return void fire.unexpected.push(`${service} had not all its consumers ${waitedMs} ms after ${since}`);
      await fire.wait(200);
    }
}

async function isAttached(fire: Fire, service: ServiceName): Promise<boolean> {
  const { queues = 0, attached = 0 } = (await messagingOf(fire, service)) ?? {};
  return queues > 0 && attached === queues;
}
