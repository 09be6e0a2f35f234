import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { type Decision, type Judged, judge, type Question } from '../../domain/decision.js';
import { claimPlaces } from '../../domain/places.js';
import { Bookings, Decisions, type Dossier, Outbox, Places } from '../ports.js';
import { answerOf } from './answer.js';
import { rejectionMailOf } from './rejection-mail.js';
import { confirmedOf, decisionOf, linesToMove, rejectedOf } from './settlement.js';

/**
 * Decides a batch of authorized payments (R2, R9), inside the transaction of whoever calls: each gets one booking or
 * one rejection for ever, and its answer as often as it asks. The number of statements does not depend on the batch.
 */
@Injectable()
export class DecidePayments {
  constructor(
    private readonly decisions: Decisions,
    private readonly places: Places,
    private readonly bookings: Bookings,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(asked: readonly Question[]): Promise<void> {
    const questions = firstOfEachPayment(asked);
    if (questions.length === 0) return;
    const dossier = await this.decisions.study(questions);
    const judged = await this.claimAgain(judge(questions, (question) => knownOf(question, dossier)));
    const decisions = await this.settle(judged, dossier);
    await this.outbox.append(judged.map(({ question }, i) => answerOf(question, decisions[i] as Decision)));
  }

  /** Late money takes the same places once more, or is turned down. */
  private async claimAgain(judged: readonly Judged[]): Promise<Judged[]> {
    const late = judged.flatMap(({ verdict }) => (verdict.kind === 'claim' ? [verdict.hold] : []));
    if (late.length === 0) return [...judged];
    const live = judged.flatMap(({ verdict }) => (verdict.kind === 'confirm' ? verdict.hold.lines : []));
    // All slots of the batch are locked now, in one order, not only those of the late ones.
    const room = await this.places.lock([...late.flatMap(({ lines }) => lines), ...live]);
    const results = claimPlaces(room, late.map(({ lines }) => lines));
    const resultOf = new Map(late.map(({ id }, i) => [id, results[i]]));
    return judged.map((one) => {
      const result = one.verdict.kind === 'claim' ? resultOf.get(one.verdict.hold.id) : undefined;
      return result?.granted === false ? { ...one, verdict: { kind: 'reject', reason: result.shortage.reason } } : one;
    });
  }

  private async settle(judged: readonly Judged[], dossier: Dossier): Promise<Decision[]> {
    const decidedAt = this.clock.now();
    const confirmed = confirmedOf(judged, decidedAt, newId);
    const bookIds = await this.bookings.add(confirmed);
    const booked = confirmed.map(({ id, paymentId }, i) => [paymentId, { bookingId: id, bookId: bookIds[i] ?? '' }] as const);
    const bookedBy = new Map(booked);
    const made = judged.map((one) => decisionOf(one, bookedBy.get(one.question.paymentId), decidedAt, newId));
    const fresh = made.filter((_, i) => judged[i]?.verdict.kind !== 'repeat');
    const rejected = rejectedOf(judged);
    const mails = rejected.flatMap((one) => rejectionMailOf(one, dossier.holds.get(one.question.orderId)));
    const [recorded] = await Promise.all([
      this.decisions.record(fresh, mails),
      this.places.move('confirm', linesToMove(judged, 'confirm', confirmed)),
      this.places.move('book', linesToMove(judged, 'claim', confirmed)),
    ]);
    const stored = new Map(recorded.map((one) => [one.paymentId, one]));
    return made.map((decision) => stored.get(decision.paymentId) ?? decision);
  }
}

function knownOf({ paymentId, orderId }: Question, dossier: Dossier) {
  return {
    stored: dossier.decisions.get(paymentId),
    overtaken: dossier.news.get(paymentId),
    orderBooked: dossier.bookedOrders.has(orderId),
    hold: dossier.holds.get(orderId),
  };
}

/** A payment that asks twice in one batch is answered once. */
function firstOfEachPayment(questions: readonly Question[]): Question[] {
  const first = new Map<string, Question>();
  for (const question of questions) if (!first.has(question.paymentId)) first.set(question.paymentId, question);
  return [...first.values()];
}
