import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type ChannelModel, connect } from 'amqplib';

const HEARTBEAT_S = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * One connection to the broker, made when it is first asked for and again whenever it was lost. It never retries by
 * itself: who needs it asks again (see `superviseSession`).
 */
export class BrokerLink {
  private readonly logger = new Logger('Broker');
  private opening: Promise<ChannelModel> | undefined;
  private open: ChannelModel | undefined;
  private isBlocked = false;

  constructor(
    private readonly url: string,
    /** Shown in the broker's list of connections. */
    private readonly name: string,
  ) {}

  get connected(): boolean {
    return this.open !== undefined;
  }

  /** True while a memory or disk alarm makes the broker refuse publishers. */
  get blocked(): boolean {
    return this.isBlocked;
  }

  async connection(): Promise<ChannelModel> {
    if (this.open) return this.open;
    this.opening ??= this.connect().finally(() => (this.opening = undefined));
    return this.opening;
  }

  async close(): Promise<void> {
    const open = this.open ?? (await this.opening?.catch(() => undefined));
    this.open = undefined;
    if (open) await closeOrDestroy(open);
  }

  private async connect(): Promise<ChannelModel> {
    const url = new URL(this.url);
    if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT_S));
    const model = await connect(url.toString(), {
      noDelay: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: this.name },
    });
    model.on('error', (error: Error) => this.logger.warn(`${this.name}: ${error.message}`));
    model.on('blocked', (reason: string) => this.block(reason));
    model.on('unblocked', () => (this.isBlocked = false));
    model.on('close', () => this.forget(model));
    this.open = model;
    return model;
  }

  private block(reason: string): void {
    this.isBlocked = true;
    this.logger.warn(`${this.name}: the broker blocks publishers: ${reason}`);
  }

  private forget(model: ChannelModel): void {
    if (this.open !== model) return;
    this.open = undefined;
    this.isBlocked = false;
  }
}

/**
 * A broker that is gone does not answer a close: then the socket is destroyed, which fails what still waits on it.
 */
async function closeOrDestroy(model: ChannelModel): Promise<void> {
  const answered = model.close().then(
    () => true,
    () => true,
  );
  if (await Promise.race([answered, sleep(CLOSE_TIMEOUT_MS, false, { ref: false })])) return;
  (model.connection as unknown as { stream: Socket }).stream.destroy(new Error('closed without an answer'));
}
