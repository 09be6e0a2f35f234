import type { ServiceName } from '#contracts';
import { newId } from '#kernel';
import type { ConfirmPublisher, OutgoingMessage } from '../broker/confirm-publisher.js';
import { FRAME_CONTENT_TYPE } from '../envelope/cloud-event.js';
import { failpoint } from '../failpoints.js';
import { queueOf } from '../topology/names.js';
import { consumersOf, type Frame, frameBody, framesOf } from './frames.js';
import type { OutboxRow } from './outbox-row.js';

/**
 * Publishes rows as frames, each straight into the queue of every consumer, and waits until the broker has confirmed
 * every one; rejects when any was refused, had no queue, or the channel closed. There is no binding whose loss would
 * let one consumer's copy vanish while the others' are confirmed (ADR 0030). Gives the number of frames. Events without
 * a named consumer are passed over.
 */
export async function publishRows(
  publisher: ConfirmPublisher,
  rows: readonly OutboxRow[],
  service: ServiceName,
  namespace: string,
): Promise<number> {
  const frames = framesOf(
    rows.filter((row) => consumersOf(row).length > 0),
    service,
  );
  const messages = frames.flatMap((frame) => messagesOf(frame, service, namespace));
  const confirms = messages.map((message) => publisher.publish(message));
  failpoint('relay.published');
  await Promise.all(confirms);
  return frames.length;
}

function messagesOf(frame: Frame, service: ServiceName, namespace: string): OutgoingMessage[] {
  const body = frameBody(frame);
  return frame.consumers.map((consumer) => ({
    exchange: '',
    routingKey: queueOf(consumer as ServiceName, service, namespace),
    body,
    properties: {
      messageId: newId(),
      type: frame.type,
      appId: service,
      contentType: FRAME_CONTENT_TYPE,
      timestamp: Math.floor(Date.now() / 1_000),
    },
  }));
}
