import { Injectable } from '@nestjs/common';
import { MicroBatcher, newId } from '#kernel';
import { type Attempt, startAttempt } from '../../domain/attempt.js';
import { OrderCase } from '../../domain/order-case.js';
import { OrderDesk } from '../order-desk.js';
import { type NewOrder, Orders, Transactions } from '../ports.js';

export interface Opening {
  readonly newOrder: NewOrder;
  /** The first attempt to pay it, if it is paid at once. */
  readonly attempt: Attempt | null;
}

/** Openings that arrive together share one transaction; two may be under way. */
const BATCH = { maxItems: 200, maxInFlight: 2 };

/** Writes new orders, with their first payment and its create call, before anybody is called (R4). */
@Injectable()
export class OrderOpenings {
  private readonly batcher = new MicroBatcher<Opening, boolean>((openings) => this.write(openings), BATCH);

  constructor(
    private readonly transactions: Transactions,
    private readonly orders: Orders,
    private readonly desk: OrderDesk,
  ) {}

  /** False when there is an order of this id, or for this hold, already; then nothing is written. */
  open(opening: Opening): Promise<boolean> {
    return this.batcher.run(opening);
  }

  private write(openings: readonly Opening[]): Promise<boolean[]> {
    return this.transactions.run(async () => {
      const begun = openings.map(begin);
      const inserted = await this.orders.insert(begun.map(({ newOrder }) => newOrder));
      const fresh = begun.filter(({ newOrder }, i) => {
        const isFirst = begun.findIndex((one) => one.newOrder.order.id === newOrder.order.id) === i;
        return isFirst && inserted.has(newOrder.order.id);
      });
      await this.desk.file(fresh.map(({ orderCase }) => orderCase));
      return begun.map((one) => fresh.includes(one));
    });
  }
}

function begin({ newOrder, attempt }: Opening): { newOrder: NewOrder; orderCase: OrderCase } {
  const orderCase = new OrderCase(newOrder.order, [], [], newId);
  orderCase.tellOfOrder((order) => ({ type: 'order.created', order }));
  if (attempt) startAttempt(orderCase, attempt);
  // The order is inserted as the first attempt leaves it.
  orderCase.orderIsStored();
  return { newOrder: { ...newOrder, order: orderCase.order }, orderCase };
}
