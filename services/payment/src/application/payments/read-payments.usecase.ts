import { Injectable } from '@nestjs/common';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, type ListWish, type PaymentRecord } from '../ports.js';

@Injectable()
export class ReadPayments {
  constructor(private readonly archive: Archive) {}

  async one(viewer: Viewer, id: string): Promise<PaymentRecord> {
    return owned(viewer, await this.archive.payment(id), paymentNotFound);
  }

  list(wish: ListWish): Promise<PaymentRecord[]> {
    return this.archive.payments(wish);
  }
}
