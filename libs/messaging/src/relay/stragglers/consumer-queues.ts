import { Logger } from '@nestjs/common';
import type { BrokerLink } from '../../broker/broker-link.js';
import { closeQuietly, openChannel } from '../../broker/open-channel.js';
import { messageOf } from '../../broker/supervise.js';
import type { MessagingOptions } from '../../messaging-options.js';
import { deadQueues } from '../../topology/dead-queues.js';
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
  private readonly logger = new Logger('Messaging');

  constructor(
    private readonly link: BrokerLink,
    private readonly options: Pick<MessagingOptions, 'rabbitmqUrl' | 'namespace'>,
  ) {}

  /**
   * Declares the queues of one consumer and gives undefined, or what the broker has against one of them; throws when
   * the broker itself is the trouble. `lost` is awaited before a queue that had gone is made anew: whoever leads after
   * a crash in between must still know that something was lost. A queue that the broker lists and can't serve is a lost
   * one.
   */
  async prepare(route: Route, lost: () => Promise<void>): Promise<string | undefined> {
    const queues = queuesBehind(queueOf(route.consumer, route.producer, this.options.namespace));
    try {
      const dead = await deadQueues(this.options.rabbitmqUrl, queues);
      if (dead.length > 0 || (await anyMissing(this.link, queues))) await lost();
      await this.declare(route, dead);
      return undefined;
    } catch (error) {
      if (!ABOUT_ONE_QUEUE.includes((error as { code?: number }).code ?? 0)) throw error;
      return messageOf(error);
    }
  }

  private async declare(route: Route, dead: readonly string[]): Promise<void> {
    const { channel } = await openChannel(this.link);
    try {
      if (dead.length > 0)
        this.logger.error({ msg: 'alarm: the broker could not restart queues, they are made anew', queues: dead });
      for (const queue of dead) await channel.deleteQueue(queue);
      await declareTopology(channel, [route], this.options.namespace);
    } finally {
      await closeQuietly(channel);
    }
  }
}
