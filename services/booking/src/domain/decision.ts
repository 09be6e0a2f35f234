import type { Hold } from './hold.js';

export type DecisionOutcome = 'confirmed' | 'rejected' | 'closed';

/** News about a payment that came before its question was decided (F22). */
export type OvertakingCause = 'payment_refunded' | 'payment_cancelled' | 'capture_failed';

/** Why a payment gets no booking. */
export type RejectionReason =
  | 'sold_out'
  | 'slot_closed'
  | 'amount_mismatch'
  | 'order_mismatch'
  | 'no_hold'
  | 'already_booked'
  | OvertakingCause;

/** One authorized payment that asks for its booking. */
export interface Question {
  readonly paymentId: string;
  readonly orderId: string;
  readonly paymentVersion: number;
  readonly merchantId: string;
  readonly customerId: string | null;
  readonly livemode: boolean;
  readonly amountMinor: number;
  readonly currency: string;
}

/** Booking's one answer to one payment, kept for ever. */
export interface Decision {
  readonly paymentId: string;
  readonly orderId: string;
  readonly outcome: DecisionOutcome;
  readonly bookingId: string | null;
  readonly bookId: string | null;
  readonly reason: string | null;
  /** Every repetition of the answer is this same event. */
  readonly answerEventId: string;
  readonly decidedAt: Date;
}

/** What booking knows about a question, read under the lock of its hold. */
export interface Known {
  readonly stored: Decision | undefined;
  readonly overtaken: { readonly cause: OvertakingCause; readonly paymentVersion: number } | undefined;
  /** The order has a booking already, for whichever payment. */
  readonly orderBooked: boolean;
  readonly hold: Hold | undefined;
}

export type Verdict =
  | { readonly kind: 'repeat'; readonly decision: Decision }
  | { readonly kind: 'confirm'; readonly hold: Hold }
  /** Late money: the hold is gone, its places are to be claimed again (R9). */
  | { readonly kind: 'claim'; readonly hold: Hold }
  | { readonly kind: 'reject'; readonly reason: RejectionReason };

/** Decides one question (R2, R9): a stored answer stands, a live hold becomes a booking, late money tries again. */
export function decide(question: Question, known: Known): Verdict {
  const { stored, overtaken, orderBooked, hold } = known;
  if (stored) return { kind: 'repeat', decision: stored };
  if (overtaken && overtaken.paymentVersion > question.paymentVersion) {
    return { kind: 'reject', reason: overtaken.cause };
  }
  if (orderBooked) return { kind: 'reject', reason: 'already_booked' };
  if (!hold) return { kind: 'reject', reason: 'no_hold' };
  if (hold.merchantId !== question.merchantId || hold.livemode !== question.livemode) {
    return { kind: 'reject', reason: 'order_mismatch' };
  }
  if (hold.amountMinor !== question.amountMinor || hold.currency !== question.currency) {
    return { kind: 'reject', reason: 'amount_mismatch' };
  }
  return hold.status === 'active' ? { kind: 'confirm', hold } : { kind: 'claim', hold };
}

export interface Judged {
  readonly question: Question;
  readonly verdict: Verdict;
}

/** Decides questions in their order, each with what the ones before it have taken. */
export function judge(questions: readonly Question[], knownOf: (question: Question) => Known): Judged[] {
  const booked = new Set<string>();
  return questions.map((question) => {
    const known = knownOf(question);
    const verdict = decide(question, { ...known, orderBooked: known.orderBooked || booked.has(question.orderId) });
    if (verdict.kind === 'confirm' || verdict.kind === 'claim') booked.add(question.orderId);
    return { question, verdict };
  });
}
