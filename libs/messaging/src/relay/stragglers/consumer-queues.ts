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

/** The leader on whose behalf queues are made. */
export interface Claim {
  /**
   * Awaited before a queue that had gone is made anew: whoever leads after a crash in between must still know that
   * something was lost.
   */
  readonly lost: () => Promise<void>;
  /** Rejects when somebody else leads. */
  readonly mustLead: () => Promise<void>;
}

/** Makes sure that consumers' queues are there, each on channels of its own: a refusal closes the channel. */
export class ConsumerQueues {
  private readonly logger = new Logger('Messaging');

  constructor(
    private readonly link: BrokerLink,
    private readonly options: Pick<MessagingOptions, 'rabbitmqUrl' | 'namespace'>,
  ) {}

  /**
   * Declares the queues of one consumer and gives undefined, or what the broker has against one of them; throws when
   * the broker itself is the trouble, or the leader was replaced. A queue that the broker lists and can't serve is a
   * lost one.
   */
  async prepare(route: Route, claim: Claim): Promise<string | undefined> {
    const queues = queuesBehind(queueOf(route.consumer, route.producer, this.options.namespace));
    try {
      const dead = await deadQueues(this.options.rabbitmqUrl, queues);
      if (dead.length > 0 || (await anyMissing(this.link, queues))) await claim.lost();
      await this.declare(route, dead, claim);
      return undefined;
    } catch (error) {
      if (!ABOUT_ONE_QUEUE.includes((error as { code?: number }).code ?? 0)) throw error;
      return messageOf(error);
    }
  }

  /**
   * A leader that slept after it found a queue dead must not take away the one that its successor made. RabbitMQ knows
   * no `if-empty` or `if-unused` for quorum queues, so the lease is asked for before. Should it run out on the way to
   * the broker, the queue is not made anew: one that is missing is noticed, with the next event or within a minute, and
   * what it held is sent again; an empty one in its place would not be noticed.
   */
  private async declare(route: Route, dead: readonly string[], { mustLead }: Claim): Promise<void> {
    const { channel } = await openChannel(this.link);
    try {
      if (dead.length > 0)
        this.logger.error({ msg: 'alarm: the broker could not restart queues, they are made anew', queues: dead });
      for (const queue of dead) {
        await mustLead();
        await channel.deleteQueue(queue);
      }
      if (dead.length > 0) await mustLead();
      await declareTopology(channel, [route], this.options.namespace);
    } finally {
      await closeQuietly(channel);
    }
  }
}
