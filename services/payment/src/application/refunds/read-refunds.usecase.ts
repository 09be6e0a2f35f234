import { Injectable } from '@nestjs/common';
import { refundNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, type ListWish, type RefundRecord } from '../ports.js';

@Injectable()
export class ReadRefunds {
  constructor(private readonly archive: Archive) {}

  async one(viewer: Viewer, id: string): Promise<RefundRecord> {
    return owned(viewer, await this.archive.refund(id), refundNotFound);
  }

  list(wish: ListWish): Promise<RefundRecord[]> {
    return this.archive.refunds(wish);
  }
}
