import type { Decision, Judged, RejectionReason } from '../../domain/decision.js';
import type { MovedLine, NewBooking } from '../ports.js';

export interface Rejected extends Judged {
  readonly reason: RejectionReason;
}

/** The bookings to write: one for each live hold and each late one whose places were still there. */
export function confirmedOf(judged: readonly Judged[], createdAt: Date, newId: () => string): NewBooking[] {
  return judged.flatMap(({ question: { paymentId, paymentVersion }, verdict }) =>
    verdict.kind === 'confirm' || verdict.kind === 'claim'
      ? [{ id: newId(), hold: verdict.hold, paymentId, paymentVersion, createdAt }]
      : [],
  );
}

export function rejectedOf(judged: readonly Judged[]): Rejected[] {
  return judged.flatMap((one) => (one.verdict.kind === 'reject' ? [{ ...one, reason: one.verdict.reason }] : []));
}

/** The decision of a verdict: the stored one, or a new one with an answer id of its own. */
export function decisionOf(
  { question: { paymentId, orderId }, verdict }: Judged,
  booked: { bookingId: string; bookId: string } | undefined,
  decidedAt: Date,
  newId: () => string,
): Decision {
  const made = { paymentId, orderId, answerEventId: newId(), decidedAt };
  switch (verdict.kind) {
    case 'repeat':
      return verdict.decision;
    case 'reject':
      return { ...made, outcome: 'rejected', bookingId: null, bookId: null, reason: verdict.reason };
    case 'confirm':
    case 'claim':
      if (!booked) throw new Error(`payment ${paymentId} has no booking`);
      return { ...made, ...booked, outcome: 'confirmed', reason: null };
  }
}

/** The places of the bookings that came about in one way. */
export function linesToMove(
  judged: readonly Judged[],
  kind: 'confirm' | 'claim',
  confirmed: readonly NewBooking[],
): MovedLine[] {
  const holds = new Set(judged.flatMap(({ verdict }) => (verdict.kind === kind ? [verdict.hold.id] : [])));
  return confirmed
    .filter(({ hold }) => holds.has(hold.id))
    .flatMap(({ id, hold }) => hold.lines.map((line) => ({ ...line, bookingId: id })));
}
