import { Injectable } from '@nestjs/common';
import { type Summary, summaryOf } from '../domain/summary.js';
import { type ListedMerchant, Statistics } from './ports.js';

export interface MerchantWithSummary extends ListedMerchant {
  readonly summary: Summary;
}

@Injectable()
export class ListMerchants {
  constructor(private readonly statistics: Statistics) {}

  async execute(page: { limit: number; after: string | undefined }): Promise<MerchantWithSummary[]> {
    const merchants = await this.statistics.listMerchants(page);
    const totals = await this.statistics.totalsByMerchant(merchants.map(({ id }) => id));
    const byMerchant = Map.groupBy(totals, ({ merchantId }) => merchantId);
    return merchants.map((merchant) => ({ ...merchant, summary: summaryOf(byMerchant.get(merchant.id) ?? []) }));
  }
}
