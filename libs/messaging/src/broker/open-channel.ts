import type { Channel, ConfirmChannel } from 'amqplib';
import type { BrokerLink } from './broker-link.js';

export interface OpenChannel<C extends Channel> {
  readonly channel: C;
  /** Aborted, with the reason, as soon as the channel can no longer be used. */
  readonly closed: AbortSignal;
}

export async function openChannel(link: BrokerLink): Promise<OpenChannel<Channel>> {
  return watch(await (await link.connection()).createChannel());
}

export async function openConfirmChannel(link: BrokerLink): Promise<OpenChannel<ConfirmChannel>> {
  return watch(await (await link.connection()).createConfirmChannel());
}

/** Closes a channel that may be gone already. */
export async function closeQuietly(channel: Channel): Promise<void> {
  await Promise.resolve()
    .then(() => channel.close())
    .catch(() => undefined);
}

function watch<C extends Channel>(channel: C): OpenChannel<C> {
  const closed = new AbortController();
  channel.on('error', (error: Error) => closed.abort(error));
  channel.on('close', () => closed.abort(new Error('the channel was closed')));
  return { channel, closed: closed.signal };
}
