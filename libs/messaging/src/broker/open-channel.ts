import type { Channel, ConfirmChannel } from 'amqplib';
import type { BrokerLink } from './broker-link.js';

export interface OpenChannel<C extends Channel> {
  readonly channel: C;
  /** Aborted, with the reason, as soon as the channel can no longer be used. */
  readonly closed: AbortSignal;
}

export async function openChannel(link: Pick<BrokerLink, 'connection'>): Promise<OpenChannel<Channel>> {
  return watch(await (await link.connection()).createChannel());
}

export async function openConfirmChannel(link: BrokerLink): Promise<OpenChannel<ConfirmChannel>> {
  return watch(await (await link.connection()).createConfirmChannel());
}

/**
 * Closes a channel that may be gone already. amqplib never settles `close()` when the connection is lost before the
 * broker has confirmed it; the channel says `close` then all the same.
 */
export async function closeQuietly(channel: Channel): Promise<void> {
  const gone = new Promise<void>((resolve) => void channel.once('close', () => resolve()));
  const closed = Promise.resolve()
    .then(() => channel.close())
    .catch(() => undefined);
  await Promise.race([gone, closed]);
}

function watch<C extends Channel>(channel: C): OpenChannel<C> {
  const closed = new AbortController();
  channel.on('error', (error: Error) => closed.abort(error));
  channel.on('close', () => closed.abort(new Error('the channel was closed')));
  return { channel, closed: closed.signal };
}
