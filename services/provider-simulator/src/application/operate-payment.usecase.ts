import { Injectable } from '@nestjs/common';
import { capture, type Order, refund, voidAuthorization } from '../domain/money-moves.js';
import { Refusal } from '../domain/refusal.js';
import { sessionIdOf, type Try } from '../domain/session.js';
import type { SessionBook } from '../domain/session-book.js';
import { Books, Settings } from './ports.js';
import { SessionMoves } from './sessions/session-moves.js';
import { receiptView, type ReceiptView } from './views.js';

export interface OperationDemand {
  readonly paymentId: string;
  readonly key: string;
  readonly amount?: number | undefined;
}

/** Captures, voids, refunds: each once for its key, whatever is asked at the same time. */
@Injectable()
export class OperatePayment {
  constructor(
    private readonly moves: SessionMoves,
    private readonly books: Books,
    private readonly settings: Settings,
  ) {}

  capture(demand: OperationDemand): Promise<ReceiptView> {
    return this.run(demand, (book, attempt, order) => {
      capture(book, attempt, order);
      return receiptView(book, attempt);
    });
  }

  void(demand: OperationDemand): Promise<ReceiptView> {
    return this.run(demand, (book, attempt, order) => {
      voidAuthorization(book, attempt, order);
      return receiptView(book, attempt);
    });
  }

  refund(demand: OperationDemand & { merchantRefundId: string }): Promise<ReceiptView> {
    const { merchantRefundId } = demand;
    return this.run(demand, (book, attempt, order) => {
      const made = refund(book, attempt, { ...order, merchantRefundId }, this.settings.rules);
      return receiptView(book, attempt, made);
    });
  }

  async find(paymentId: string): Promise<ReceiptView> {
    const book = await this.books.findById(known(sessionIdOf(paymentId)));
    return receiptView(known(book), known(book?.tries.find(({ id }) => id === paymentId)));
  }

  async findRefund(refundId: string): Promise<ReceiptView> {
    const book = known(await this.books.findById(known(sessionIdOf(refundId))));
    const operation = known(book.operations.find(({ id, kind }) => id === refundId && kind === 'refund'));
    return receiptView(book, known(book.tries.find(({ id }) => id === operation.tryId)), operation);
  }

  private async run<T>(
    demand: OperationDemand,
    step: (book: SessionBook, attempt: Try, order: Order) => T,
  ): Promise<T> {
    const { paymentId, key, amount } = demand;
    return this.moves.run(known(sessionIdOf(paymentId)), (book, now) => {
      const attempt = known(book.tries.find(({ id }) => id === paymentId));
      return step(book, attempt, { key, now, ...(amount === undefined ? {} : { amount }) });
    });
  }
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Refusal('not_found', 'there is no such payment or refund');
  return found;
}
