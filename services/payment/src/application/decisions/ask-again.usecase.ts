import { Injectable, Logger } from '@nestjs/common';
import { isSuccessful } from '../../domain/payment.js';
import { OrderDesk } from '../order-desk.js';
import { Questions } from '../ports.js';

/**
 * Asks booking again about authorized payments it has not decided (R2). Silence moves no money: only people may give
 * up (R3).
 */
@Injectable()
export class AskAgain {
  private readonly logger = new Logger(AskAgain.name);

  constructor(
    private readonly questions: Questions,
    private readonly desk: OrderDesk,
  ) {}

  /** How many payments were asked about. */
  async execute(limit: number): Promise<number> {
    const due = await this.questions.due(limit);
    if (due.length === 0) return 0;
    const asked = await this.desk.work({ paymentIds: due }, (cases) =>
      due.filter((paymentId) => {
        const orderCase = cases.ofPayment(paymentId);
        const payment = orderCase?.find(paymentId);
        if (!orderCase || !payment || payment.decision !== null || !isSuccessful(payment)) return false;
        orderCase.askAgain(paymentId);
        return true;
      }),
    );
    this.logger.error({ msg: 'alarm: booking has not answered in time; asked again', payments: asked.length });
    return asked.length;
  }
}
