import type { ConfirmChannel, Message, Options } from 'amqplib';
import type { OpenChannel } from './open-channel.js';

export interface OutgoingMessage {
  /** '' addresses the queue named by the routing key. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: Options.Publish & { readonly messageId: string };
}

/** The broker took a message and has no queue for it. */
export class UnroutableError extends Error {
  override readonly name = 'UnroutableError';
}

/** The queue takes no message now: it is full and told to refuse, or without a majority of its members. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/**
 * Publishes with a promise a message: kept once the broker has it safely in a queue, broken when it refuses it, has
 * no queue for it, or the channel closes first. Messages are persistent and mandatory.
 */
export class ConfirmPublisher {
  private readonly returned = new Set<string>();
  private readonly channel: ConfirmChannel;
  readonly closed: AbortSignal;
  private waiting = 0;
  private heardAt = 0;

  constructor(open: OpenChannel<ConfirmChannel>) {
    this.channel = open.channel;
    this.closed = open.closed;
    // The return of a message comes before its confirm.
    this.channel.on('return', (message: Message) => this.returned.add(String(message.properties.messageId)));
  }

  /** For how long messages have waited without an answer to any; 0 when none waits. */
  get silentMs(): number {
    return this.waiting === 0 ? 0 : performance.now() - this.heardAt;
  }

  publish(message: OutgoingMessage): Promise<void> {
    const { messageId } = message.properties;
    if (this.waiting === 0) this.heardAt = performance.now();
    this.waiting += 1;
    return new Promise((resolve, reject) => {
      const settle = (error: unknown): void => {
        this.waiting -= 1;
        this.heardAt = performance.now();
        const unroutable = this.returned.delete(messageId);
        if (error) reject(this.reasonOf(error));
        else if (unroutable) reject(new UnroutableError(`no queue for ${message.exchange} ${message.routingKey}`));
        else resolve();
      };
      const options = { ...message.properties, persistent: true, mandatory: true };
      this.channel.publish(message.exchange, message.routingKey, message.body, options, settle);
    });
  }

  /** amqplib tells a refusal from a closed channel by its text alone. */
  private reasonOf(error: unknown): Error {
    const reason = error instanceof Error ? error : new Error(String(error));
    return reason.message === 'message nacked' ? new RefusedError('the queue refuses messages') : reason;
  }
}
