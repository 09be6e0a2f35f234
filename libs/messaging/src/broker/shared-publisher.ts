import { Injectable } from '@nestjs/common';
import { Broker } from './broker.js';
import { ConfirmPublisher, type OutgoingMessage } from './confirm-publisher.js';
import { openConfirmChannel } from './open-channel.js';

/** One confirm channel for the few messages that are not the relay's: retries, dead letters, replays. */
@Injectable()
export class SharedPublisher {
  private current: Promise<ConfirmPublisher> | undefined;

  constructor(private readonly broker: Broker) {}

  /**
   * Resolves when the broker has the message safely in a queue; rejects otherwise, and then it may or may not have.
   */
  async publish(message: OutgoingMessage): Promise<void> {
    const publisher = await this.publisher();
    await publisher.publish(message);
  }

  private async publisher(): Promise<ConfirmPublisher> {
    const current = await this.current?.catch(() => undefined);
    if (current && !current.closed.aborted) return current;
    this.current = openConfirmChannel(this.broker.publishing).then((open) => new ConfirmPublisher(open));
    return this.current;
  }
}
