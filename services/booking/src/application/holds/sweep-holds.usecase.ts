import { Injectable } from '@nestjs/common';
import { afterAsking } from '../../domain/hold.js';
import { type DueHold, Holds, PaymentOrders, Places, Transactions } from '../ports.js';

/** Most holds asked about in one call. */
const BATCH = 200;

/** Asks payment about holds whose time is over, and frees the places of those it closed (R8). */
@Injectable()
export class SweepHolds {
  constructor(
    private readonly transactions: Transactions,
    private readonly holds: Holds,
    private readonly places: Places,
    private readonly orders: PaymentOrders,
  ) {}

  /** Gives how many holds were due; a full batch means that there may be more. */
  async execute(): Promise<{ due: number; more: boolean }> {
    const due = await this.holds.leaseDue(BATCH);
    if (due.length > 0) await this.settle(due);
    return { due: due.length, more: due.length === BATCH };
  }

  private async settle(due: readonly DueHold[]): Promise<void> {
    const answers = await this.orders.close(due.map(({ orderId }) => orderId));
    const ends = (hold: DueHold) => afterAsking(answers.get(hold.orderId), hold.pastLongestLife) === 'expire';
    await this.expire(due.filter(ends).map(({ id }) => id));
    await this.holds.postpone(due.filter((hold) => !ends(hold)).map(({ id }) => id));
  }

  private async expire(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.transactions.run(async () => this.places.move('release', await this.holds.expire(ids)));
  }
}
