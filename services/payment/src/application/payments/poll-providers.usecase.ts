import { Injectable } from '@nestjs/common';
import { FactDoor } from '../fact-door.js';
import { Polls, type RefundPollDue } from '../ports.js';
import { ProviderQuestions } from './provider-questions.js';

/** Asks providers about what they have not told us: unknown payments, open sessions, sent refunds (R14). */
@Injectable()
export class PollProviders {
  constructor(
    private readonly polls: Polls,
    private readonly questions: ProviderQuestions,
    private readonly door: FactDoor,
  ) {}

  /** How many were asked about. */
  async execute(limit: number): Promise<number> {
    const payments = await this.polls.payments(limit);
    await Promise.all(payments.map((due) => this.questions.ask(due)));
    const refunds = await this.polls.refunds(limit);
    await Promise.all(refunds.map((due) => this.askRefund(due)));
    return payments.length + refunds.length;
  }

  private async askRefund(due: RefundPollDue): Promise<void> {
    const reached = await this.questions.reach(due);
    if (!reached) return;
    const { paymentId: reference, providerRefundId } = due;
    const answer = await reached.provider.fetchRefund(reached.account, { reference, providerRefundId });
    if (answer.kind === 'ok') await this.door.report({ facts: answer.facts });
  }
}
