import { Injectable } from '@nestjs/common';
import type { OrderCase } from '../domain/order-case.js';
import { eventOf } from './announce.js';
import { Bells } from './bells.js';
import { type CaseKeys, OrderCases, Outbox, Transactions } from './ports.js';

/** The orders a decision works on, by their own ids and by their payments'. */
export class Cases {
  private readonly byOrder = new Map<string, OrderCase>();
  private readonly byPayment = new Map<string, OrderCase>();

  constructor(readonly all: readonly OrderCase[]) {
    for (const orderCase of all) {
      this.byOrder.set(orderCase.order.id, orderCase);
      for (const payment of orderCase.allPayments()) this.byPayment.set(payment.id, orderCase);
    }
  }

  ofOrder(orderId: string): OrderCase | undefined {
    return this.byOrder.get(orderId);
  }

  ofPayment(paymentId: string): OrderCase | undefined {
    return this.byPayment.get(paymentId);
  }
}

/**
 * The one manner in which orders and payments change (R1): lock the orders, then their payments; let `decide` work on
 * them;
 * write what changed and the events of it; one transaction, and only after its commit wake who waits.
 */
@Injectable()
export class OrderDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly orderCases: OrderCases,
    private readonly outbox: Outbox,
    private readonly bells: Bells,
  ) {}

  work<T>(keys: CaseKeys, decide: (cases: Cases) => T | Promise<T>): Promise<T> {
    return this.transactions.run(async () => {
      const cases = new Cases(await this.orderCases.lock(keys));
      const result = await decide(cases);
      await this.file(cases.all);
      return result;
    });
  }

  /** Writes the changes of cases and their events into the transaction at hand. */
  async file(cases: readonly OrderCase[]): Promise<void> {
    await this.orderCases.save(cases);
    const changes = cases.map((orderCase) => orderCase.changes());
    const events = changes.flatMap(({ happenings }) => happenings.map(eventOf));
    if (events.length > 0) await this.outbox.append(events);
    const written = changes.some(({ operations }) => operations.length > 0);
    const changed = changes.flatMap(({ payments }) => payments.map(({ id }) => id));
    this.transactions.afterCommit(() => {
      if (written) this.bells.ringOperations();
      this.bells.ringPayments(changed);
    });
  }
}
