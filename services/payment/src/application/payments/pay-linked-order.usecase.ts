import { Injectable } from '@nestjs/common';
import type { Payment } from '../../domain/payment.js';
import { Attempts } from './attempts.js';

/** Who holds the signed link of an order pays it: its payment on its way, or a new attempt. */
@Injectable()
export class PayLinkedOrder {
  constructor(private readonly attempts: Attempts) {}

  async execute(command: {
    readonly id: string;
    readonly orderId: string;
    readonly method: string | null;
  }): Promise<Payment> {
    const again = { id: command.id, method: command.method, provider: null };
    return (await this.attempts.again(command.orderId, { role: 'admin' }, again)).payment;
  }
}
