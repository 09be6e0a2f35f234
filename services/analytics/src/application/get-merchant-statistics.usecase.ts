import { Injectable } from '@nestjs/common';
import { type Summary, summaryOf } from '../domain/summary.js';
import { Statistics } from './ports.js';

@Injectable()
export class GetMerchantStatistics {
  constructor(private readonly statistics: Statistics) {}

  async execute(merchantId: string, livemode: boolean): Promise<Summary> {
    return summaryOf(await this.statistics.totals({ merchantId, livemode }));
  }
}
