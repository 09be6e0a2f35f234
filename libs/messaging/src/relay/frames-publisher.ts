import type { ServiceName } from '#contracts';
import { EVENTS, isEventType } from '#contracts';
import { newId } from '#kernel';
import type { ConfirmPublisher, OutgoingMessage } from '../broker/confirm-publisher.js';
import { FRAME_CONTENT_TYPE } from '../envelope/cloud-event.js';
import { failpoint } from '../failpoints.js';
import { exchangeOf } from '../topology/names.js';
import { type Frame, frameBody, framesOf } from './frames.js';
import type { OutboxRow } from './outbox-row.js';

/**
 * Publishes rows as frames and waits until the broker has confirmed every one; rejects when any was refused, had no
 * queue, or the channel closed. Gives the number of frames. Events without a named consumer are passed over: they
 * would be returned for ever.
 */
export async function publishRows(
  publisher: ConfirmPublisher,
  rows: readonly OutboxRow[],
  service: ServiceName,
  namespace: string,
): Promise<number> {
  const frames = framesOf(rows.filter(hasConsumers), service);
  const exchange = exchangeOf(service, namespace);
  const confirms = frames.map((frame) => publisher.publish(messageOf(frame, exchange, service)));
  failpoint('relay.published');
  await Promise.all(confirms);
  return frames.length;
}

const hasConsumers = ({ type }: OutboxRow) => isEventType(type) && EVENTS[type].consumers.length > 0;

function messageOf(frame: Frame, exchange: string, service: ServiceName): OutgoingMessage {
  return {
    exchange,
    routingKey: frame.type,
    body: frameBody(frame),
    properties: {
      messageId: newId(),
      type: frame.type,
      appId: service,
      contentType: FRAME_CONTENT_TYPE,
      timestamp: Math.floor(Date.now() / 1_000),
    },
  };
}
