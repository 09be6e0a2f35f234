import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import type { Decision } from '../../domain/decision.js';
import { Decisions, Transactions } from '../ports.js';

export interface CloseWish {
  readonly paymentId: string;
  readonly orderId: string;
  readonly reason: string;
}

/** Closes a payment that has no decision yet, and tells what holds: the close, or what was decided before it (R3). */
@Injectable()
export class CloseDecision {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: Decisions,
    private readonly clock: Clock,
  ) {}

  execute(wish: CloseWish): Promise<Decision> {
    return this.transactions.run(async () => {
      const { decisions } = await this.decisions.study([wish]);
      return decisions.get(wish.paymentId) ?? this.close(wish);
    });
  }

  private async close({ paymentId, orderId, reason }: CloseWish): Promise<Decision> {
    const closed: Decision = {
      paymentId,
      orderId,
      outcome: 'closed',
      bookingId: null,
      bookId: null,
      reason,
      answerEventId: newId(),
      decidedAt: this.clock.now(),
    };
    return (await this.decisions.record([closed]))[0] ?? closed;
  }
}
