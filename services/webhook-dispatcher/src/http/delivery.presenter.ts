import type { Attempt, Delivery } from '../application/ports.js';
import type { AttemptView, DeliveryView, DeliveryWithAttemptsView } from './deliveries.dto.js';

export function deliveryView(delivery: Delivery): DeliveryView {
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    event: delivery.eventType,
    endpoint_id: delivery.endpointId,
    status: delivery.status,
    attempts_made: delivery.attempts,
    next_attempt_at: delivery.nextAttemptAt,
    created_at: delivery.createdAt,
    finished_at: delivery.finishedAt,
  };
}

export function deliveryWithAttemptsView(delivery: Delivery, attempts: readonly Attempt[]): DeliveryWithAttemptsView {
  return { ...deliveryView(delivery), attempts: attempts.map((attempt) => attemptView(attempt, delivery)) };
}

/** An attempt without an end that another has followed was given up: its worker died. */
function attemptView(attempt: Attempt, { attempts, status }: Delivery): AttemptView {
  const lost = attempt.finishedAt === null && (attempt.number < attempts || status !== 'delivering');
  return {
    number: attempt.number,
    started_at: attempt.startedAt,
    finished_at: attempt.finishedAt,
    status_code: attempt.statusCode,
    error: lost ? 'abandoned' : attempt.error,
    duration_ms: attempt.durationMs,
    response: attempt.response,
  };
}
