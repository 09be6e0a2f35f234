import type { ConsumeMessage } from 'amqplib';
import { newId } from '#kernel';
import type { Database } from '#postgres';
import type { BrokerLink } from '../broker/broker-link.js';
import { closeQuietly, openChannel } from '../broker/open-channel.js';
import type { SharedPublisher } from '../broker/shared-publisher.js';
import { superviseSession } from '../broker/supervise.js';
import { attachTopology } from '../consumer/attach-topology.js';
import { Intake } from '../consumer/intake.js';
import { FRAME_CONTENT_TYPE, HEADER } from '../envelope/cloud-event.js';
import type { Route } from '../topology/declare-topology.js';
import { deadLetterQueueOf } from '../topology/names.js';
import { keepDeadLetter } from './dead-letter-rows.js';
import { deadLettersOf, eventsInside, hasReason, wasRedriven } from './read-dead-letter.js';

const PREFETCH = 20;

export interface DrainContext {
  readonly database: Database;
  readonly link: BrokerLink;
  readonly publisher: SharedPublisher;
  readonly route: Route;
  readonly queue: string;
  readonly namespace: string;
}

/**
 * Moves what lies in a queue's parking lot into `dead_letter` rows. Messages the broker put there for being returned
 * too often are first driven again once, each event alone: most of them only shared a process with the one that
 * killed it.
 */
export class DeadLetterDrain {
  private readonly stopping = new AbortController();
  private intake: Intake | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly context: DrainContext) {}

  start(): void {
    const name = deadLetterQueueOf(this.context.queue);
    this.running ??= superviseSession(name, this.stopping.signal, () => this.session(name));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.intake?.stop();
    await this.running;
  }

  private async session(queue: string): Promise<void> {
    const { database, link } = this.context;
    if (!(await database.answers())) throw new Error('waiting for the database');
    const open = await openChannel(link);
    const intake = new Intake(open, queue);
    try {
      await attachTopology(this.context, open.channel);
      await intake.consume(PREFETCH);
      this.intake = intake;
      while (!this.stopping.signal.aborted && (await intake.ready())) {
        const message = intake.next();
        if (!message) continue;
        await this.drain(message);
        intake.ack(message);
      }
    } finally {
      this.intake = undefined;
      await intake.stop();
      await closeQuietly(open.channel);
    }
  }

  private async drain(message: ConsumeMessage): Promise<void> {
    const events = hasReason(message) || wasRedriven(message) ? undefined : eventsInside(message);
    if (events) for (const event of events) await this.driveAgain(event, message);
    else
      for (const letter of deadLettersOf(message, this.context.queue))
        await keepDeadLetter(this.context.database, letter);
  }

  private async driveAgain(event: unknown, message: ConsumeMessage): Promise<void> {
    await this.context.publisher.publish({
      exchange: '',
      routingKey: this.context.queue,
      body: Buffer.from(JSON.stringify([event])),
      properties: {
        messageId: newId(),
        contentType: FRAME_CONTENT_TYPE,
        type: String(message.properties.type ?? ''),
        headers: { [HEADER.redriven]: 1 },
      },
    });
  }
}
