import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { ConfirmChannel } from 'amqplib';
import type { BrokerLink } from '../broker/broker-link.js';
import { ConfirmPublisher } from '../broker/confirm-publisher.js';
import type { OpenChannel } from '../broker/open-channel.js';
import type { MessagingOptions } from '../messaging-options.js';
import { deadQueues } from '../topology/dead-queues.js';
import { declareTopology, routesOf } from '../topology/declare-topology.js';
import { generationQueueOf, LADDER, queueOf, queuesBehind } from '../topology/names.js';
import { allEmpty, anyMissing } from '../topology/queue-checks.js';
import { declareGeneration, readGeneration, writeGeneration } from './broker-generation.js';
import type { Cursor } from './cursor.js';
import type { Lease } from './lease.js';
import { adoptCluster, rewind, systemIdentifier } from './rewind.js';

/**
 * What a leader makes sure of before its first event: queues are there, and neither broker nor database was replaced.
 */
export class Leadership {
  private readonly logger = new Logger('Messaging');
  private readonly publisher: ConfirmPublisher;
  private readonly queues: readonly string[];

  constructor(
    private readonly options: MessagingOptions,
    private readonly client: Client,
    private readonly link: BrokerLink,
    private readonly open: OpenChannel<ConfirmChannel>,
  ) {
    this.publisher = new ConfirmPublisher(open);
    const { service, namespace } = options;
    this.queues = this.routes.map(({ consumer }) => queueOf(consumer, service, namespace));
  }

  /** Gives the publisher to use and the cursor to begin at, which lies further back when something was lost. */
  async begin(lease: Lease): Promise<{ publisher: ConfirmPublisher; cursor: Cursor }> {
    const { service, namespace } = this.options;
    const { channel } = this.open;
    // A queue that has gone took its events with it. The mark goes before the queue is made anew: whoever leads after a
    // crash in between still sees that something was lost.
    const all = this.queues.flatMap(queuesBehind);
    await this.removeDead(all);
    if (await anyMissing(this.link, all)) await channel.deleteQueue(generationQueueOf(service, namespace));
    await declareTopology(channel, this.routes, namespace);
    await declareGeneration(channel, service, namespace);
    const found = await readGeneration(this.link, service, namespace);
    const brokerGeneration =
      found.kind === 'mark'
        ? found.generation
        : await writeGeneration(channel, this.publisher, service, namespace, found.kind);
    const identity = { brokerGeneration, systemIdentifier: await systemIdentifier(this.client) };
    const { stored } = lease;
    if (stored.systemIdentifier !== null && stored.systemIdentifier !== identity.systemIdentifier) {
      return { publisher: this.publisher, cursor: await adoptCluster(this.client, lease, identity) };
    }
    const same = stored.brokerGeneration === brokerGeneration;
    return { publisher: this.publisher, cursor: same ? stored : await rewind(this.client, lease, identity) };
  }

  /**
   * Whether the consumers have emptied their queues; throws when the broker has lost a queue or its mark meanwhile.
   */
  async drained(): Promise<boolean> {
    const { service, namespace } = this.options;
    const mark = await this.open.channel.checkQueue(generationQueueOf(service, namespace));
    if (mark.messageCount === 0) throw new Error('the broker has lost its generation mark');
    const waiting = this.queues.flatMap((queue) => [queue, ...LADDER.map(({ suffix }) => `${queue}.retry.${suffix}`)]);
    return allEmpty(this.open.channel, waiting);
  }

  /** Queues that the broker lists and can't serve are taken away, the mark first; then they are missing ones. */
  private async removeDead(queues: readonly string[]): Promise<void> {
    const { service, namespace, rabbitmqUrl } = this.options;
    const mark = generationQueueOf(service, namespace);
    const dead = await deadQueues(rabbitmqUrl, [mark, ...queues]);
    if (dead.length === 0) return;
    this.logger.error({ msg: 'alarm: the broker could not restart queues, they are made anew', queues: dead });
    for (const queue of new Set([mark, ...dead])) await this.open.channel.deleteQueue(queue);
  }

  private get routes() {
    return routesOf(this.options.service).filter(({ producer }) => producer === this.options.service);
  }
}
