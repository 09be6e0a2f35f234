import type { ServiceName } from '#contracts';
import { newId } from '#kernel';
import { type ConfirmPublisher, type OutgoingMessage, RefusedError } from '../broker/confirm-publisher.js';
import { FRAME_CONTENT_TYPE } from '../envelope/cloud-event.js';
import { failpoint } from '../failpoints.js';
import { queueOf } from '../topology/names.js';
import { consumersOf, type Frame, frameBody, framesOf } from './frames.js';
import type { OutboxRow } from './outbox-row.js';

/** From whom, and which of the consumers that a row names it goes to this time. */
export interface Audience {
  readonly service: ServiceName;
  readonly namespace: string;
  readonly hears: (consumer: string) => boolean;
}

export interface Published {
  readonly frames: number;
  /** Consumers whose queue refused a message, and why: they may have got some of the others. */
  readonly refused: ReadonlyMap<string, string>;
}

interface Addressed {
  readonly consumer: string;
  readonly message: OutgoingMessage;
}

/**
 * Publishes rows as frames, each straight into the queue of every consumer, and waits until the broker has answered
 * for every one; rejects when any had no queue or the channel closed. There is no binding whose loss would let one
 * consumer's copy vanish while the others' are confirmed (ADR 0030). Events without a consumer to hear them are passed
 * over.
 */
export async function publishRows(
  publisher: ConfirmPublisher,
  rows: readonly OutboxRow[],
  audience: Audience,
): Promise<Published> {
  const frames = framesOf(
    rows.filter((row) => consumersOf(row).some((consumer) => audience.hears(consumer))),
    audience.service,
  );
  const addressed = frames.flatMap((frame) => messagesOf(frame, audience));
  const refused = new Map<string, string>();
  const answers = addressed.map(({ consumer, message }) =>
    publisher.publish(message).catch((error: unknown) => {
      if (!(error instanceof RefusedError)) throw error;
      refused.set(consumer, error.message);
    }),
  );
  failpoint('relay.published');
  await Promise.all(answers);
  return { frames: frames.length, refused };
}

function messagesOf(frame: Frame, { service, namespace, hears }: Audience): Addressed[] {
  const body = frameBody(frame);
  return frame.consumers.filter(hears).map((consumer) => ({
    consumer,
    message: {
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
    },
  }));
}
