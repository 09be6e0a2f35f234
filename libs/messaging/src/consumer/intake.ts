import type { Channel, ConsumeMessage } from 'amqplib';
import type { OpenChannel } from '../broker/open-channel.js';
import { Waker } from '../broker/waker.js';

/** The deliveries of one queue that this process holds and has not begun with. */
export class Intake {
  private readonly held: ConsumeMessage[] = [];
  private readonly waker = new Waker();
  private readonly lost = new AbortController();
  private readonly channel: Channel;
  private consumerTag: string | undefined;
  private prefetch = 1;
  private stopped = false;

  constructor(
    open: OpenChannel<Channel>,
    private readonly queue: string,
  ) {
    this.channel = open.channel;
    open.closed.addEventListener('abort', () => this.lose(open.closed.reason));
  }

  get size(): number {
    return this.held.length;
  }

  /** Takes up to `prefetch` messages at a time from now on. */
  async consume(prefetch: number): Promise<void> {
    this.prefetch = prefetch;
    await this.cancel();
    if (this.stopped) return;
    await this.channel.prefetch(prefetch);
    const { consumerTag } = await this.channel.consume(this.queue, (message) => this.take(message));
    this.consumerTag = consumerTag;
  }

  /** Takes messages again after `cancel`. */
  async resume(): Promise<void> {
    await this.consume(this.prefetch);
  }

  /** Takes no more, keeps what it has. */
  async cancel(): Promise<void> {
    const tag = this.consumerTag;
    this.consumerTag = undefined;
    if (tag !== undefined) await this.channel.cancel(tag);
  }

  /** Waits for a delivery; false when the intake was stopped. Throws when the channel or the consumer is gone. */
  async ready(): Promise<boolean> {
    while (this.held.length === 0 && !this.stopped) {
      this.lost.signal.throwIfAborted();
      await this.waker.sleep(60_000);
    }
    this.lost.signal.throwIfAborted();
    return !this.stopped;
  }

  next(): ConsumeMessage | undefined {
    return this.held.shift();
  }

  ack(message: ConsumeMessage, allUpTo = false): void {
    this.lost.signal.throwIfAborted();
    this.channel.ack(message, allUpTo);
  }

  /** Cancels the consumer and hands back what was not begun. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.waker.wake();
    await this.cancel().catch(() => undefined);
    for (const message of this.held.splice(0)) this.handBack(message);
  }

  private handBack(message: ConsumeMessage): void {
    if (!this.lost.signal.aborted) this.channel.nack(message, false, true);
  }

  private take(message: ConsumeMessage | null): void {
    if (message === null) this.lose(new Error(`the broker cancelled the consumer of ${this.queue}`));
    else if (this.stopped) this.handBack(message);
    else {
      this.held.push(message);
      this.waker.wake();
    }
  }

  private lose(reason: unknown): void {
    this.lost.abort(reason);
    this.waker.wake();
  }
}
