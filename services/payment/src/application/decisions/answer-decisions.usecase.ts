import { Injectable, Logger } from '@nestjs/common';
import { type Answer, applyAnswer } from '../../domain/answer.js';
import { OrderDesk } from '../order-desk.js';

/**
 * booking has answered: capture what is confirmed, give back what is not (R2, R3). Joins the transaction of the inbox.
 */
@Injectable()
export class AnswerDecisions {
  private readonly logger = new Logger(AnswerDecisions.name);

  constructor(private readonly desk: OrderDesk) {}

  execute(answers: readonly Answer[]): Promise<void> {
    const paymentIds = [...new Set(answers.map(({ paymentId }) => paymentId))];
    return this.desk.work({ paymentIds }, (cases) => {
      for (const answer of answers) {
        const orderCase = cases.ofPayment(answer.paymentId);
        if (orderCase) applyAnswer(orderCase, answer);
        else this.logger.error({ msg: 'alarm: booking decided about a payment we do not have', ...answer });
      }
    });
  }
}
