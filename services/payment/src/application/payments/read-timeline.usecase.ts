import { Injectable } from '@nestjs/common';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, Timelines } from '../ports.js';

/** What happened to a payment across services, as analytics has seen it. */
@Injectable()
export class ReadTimeline {
  constructor(
    private readonly archive: Archive,
    private readonly timelines: Timelines,
  ) {}

  async execute(viewer: Viewer, paymentId: string): Promise<unknown> {
    owned(viewer, await this.archive.payment(paymentId), paymentNotFound);
    return this.timelines.of(paymentId);
  }
}
