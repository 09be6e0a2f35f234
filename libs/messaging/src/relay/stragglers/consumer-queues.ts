import type { BrokerLink } from '../../broker/broker-link.js';
import { closeQuietly, openChannel } from '../../broker/open-channel.js';
import { messageOf } from '../../broker/supervise.js';
import { declareTopology, type Route } from '../../topology/declare-topology.js';
import { queueOf, queuesBehind } from '../../topology/names.js';
import { anyMissing } from '../../topology/queue-checks.js';

/**
 * How a broker that is well refuses one queue: no right to it (403), locked by another connection (405), there with
 * other arguments (406). AMQP 0-9-1, "reply codes".
 */
const ABOUT_ONE_QUEUE = [403, 405, 406];

/** Makes sure that consumers' queues are there, each on channels of its own: a refusal closes the channel. */
export class ConsumerQueues {
  constructor(
    private readonly link: BrokerLink,
    private readonly namespace: string,
  ) {}

  /**
   * Declares the queues of one consumer and gives undefined, or what the broker has against one of them; throws when
   * the broker itself is the trouble. `lost` is awaited before a queue that had gone is made anew: whoever leads after
   * a crash in between must still know that something was lost.
   */
  async prepare(route: Route, lost: () => Promise<void>): Promise<string | undefined> {
    const queue = queueOf(route.consumer, route.producer, this.namespace);
    try {
      if (await anyMissing(this.link, queuesBehind(queue))) await lost();
      await this.declare(route);
      return undefined;
    } catch (error) {
      if (!ABOUT_ONE_QUEUE.includes((error as { code?: number }).code ?? 0)) throw error;
      return messageOf(error);
    }
  }

  private async declare(route: Route): Promise<void> {
    const { channel } = await openChannel(this.link);
    try {
      await declareTopology(channel, [route], this.namespace);
    } finally {
      await closeQuietly(channel);
    }
  }
}
