import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import type { ConfirmChannel } from 'amqplib';
import type { BrokerLink } from '../broker/broker-link.js';
import { ConfirmPublisher } from '../broker/confirm-publisher.js';
import type { OpenChannel } from '../broker/open-channel.js';
import type { MessagingOptions } from '../messaging-options.js';
import { allSurelyEmpty, deadQueues } from '../topology/dead-queues.js';
import { routesFrom } from '../topology/declare-topology.js';
import { generationQueueOf, queueOf, queuesBehind } from '../topology/names.js';
import { allEmpty } from '../topology/queue-checks.js';
import { declareGeneration, readGeneration, writeGeneration } from './broker-generation.js';
import type { Cursor } from './cursor.js';
import type { Lease } from './lease.js';
import { adoptCluster, rewind, systemIdentifier } from './rewind.js';
import { ConsumerQueues } from './stragglers/consumer-queues.js';
import { Stragglers } from './stragglers/stragglers.js';

/** What a leader works with. */
export interface Beginning {
  readonly publisher: ConfirmPublisher;
  /** Where to begin: further back than it stood when something was lost. */
  readonly cursor: Cursor;
  readonly stragglers: Stragglers;
}

/**
 * What a leader makes sure of before its first event: queues are there, and neither broker nor database was replaced.
 */
export class Leadership {
  private readonly logger = new Logger('Messaging');
  private readonly publisher: ConfirmPublisher;

  constructor(
    private readonly options: MessagingOptions,
    private readonly client: Client,
    private readonly link: BrokerLink,
    private readonly open: OpenChannel<ConfirmChannel>,
  ) {
    this.publisher = new ConfirmPublisher(open);
  }

  /** Consumers whose queue can't be had are left behind: the others do not wait for them. */
  async begin(lease: Lease): Promise<Beginning> {
    const { options, client, publisher } = this;
    const queues = new ConsumerQueues(this.link, options);
    const stragglers = new Stragglers(options, client, lease, queues, publisher);
    const faults = new Map<string, string>();
    for (const route of routesFrom(options.service)) {
      const fault = await stragglers.prepare(route);
      if (fault !== undefined) faults.set(route.consumer, fault);
    }
    const cursor = await this.cursor(lease);
    await stragglers.load();
    for (const [consumer, fault] of faults) await stragglers.leave(consumer, cursor, fault);
    return { publisher, cursor, stragglers };
  }

  /**
   * Whether all consumers have emptied their queues and nobody trails behind; throws when the broker has lost a queue
   * or its mark meanwhile, or can't serve one.
   */
  async drained(stragglers: Stragglers): Promise<boolean> {
    const { service, namespace, rabbitmqUrl } = this.options;
    const { channel } = this.open;
    const mark = generationQueueOf(service, namespace);
    if ((await channel.checkQueue(mark)).messageCount === 0) {
      if (await allSurelyEmpty(rabbitmqUrl, [mark])) throw new Error('the broker has lost its generation mark');
      return false;
    }
    const followers = routesFrom(service).filter(({ consumer }) => !stragglers.has(consumer));
    const queues = followers.flatMap(({ consumer }) => queuesBehind(queueOf(consumer, service, namespace)));
    const seemEmpty = (await allEmpty(channel, queues)) && stragglers.none;
    return seemEmpty && (await allSurelyEmpty(rabbitmqUrl, queues));
  }

  private async cursor(lease: Lease): Promise<Cursor> {
    const { service, namespace } = this.options;
    const { channel } = this.open;
    await this.removeDeadMark();
    await declareGeneration(channel, service, namespace);
    const found = await readGeneration(this.link, service, namespace);
    const brokerGeneration =
      found.kind === 'mark'
        ? found.generation
        : await writeGeneration(channel, this.publisher, service, namespace, found.kind);
    const identity = { brokerGeneration, systemIdentifier: await systemIdentifier(this.client) };
    const { stored } = lease;
    if (stored.systemIdentifier !== null && stored.systemIdentifier !== identity.systemIdentifier) {
      return adoptCluster(this.client, lease, identity);
    }
    return stored.brokerGeneration === brokerGeneration ? stored : rewind(this.client, lease, identity);
  }

  /** A mark that the broker lists and can't serve is a missing one. */
  private async removeDeadMark(): Promise<void> {
    const { service, namespace, rabbitmqUrl } = this.options;
    const dead = await deadQueues(rabbitmqUrl, [generationQueueOf(service, namespace)]);
    if (dead.length === 0) return;
    this.logger.error({ msg: 'alarm: the broker could not restart queues, they are made anew', queues: dead });
    for (const queue of dead) await this.open.channel.deleteQueue(queue);
  }
}
