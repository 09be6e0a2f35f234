import { Injectable } from '@nestjs/common';
import { noSuchMerchant } from '../domain/statistics.errors.js';
import { type Summary, summaryOf } from '../domain/summary.js';
import { type ListedMerchant, type Population, Statistics, type StatisticsFilter } from './ports.js';

export interface PlatformStatistics {
  readonly population: Population;
  readonly summary: Summary;
  /** The one that was asked for. */
  readonly merchant: ListedMerchant | undefined;
}

/** The sums of the whole platform, or of one merchant; 404 1005 for one that is not known. */
@Injectable()
export class GetPlatformStatistics {
  constructor(private readonly statistics: Statistics) {}

  async execute(filter: StatisticsFilter): Promise<PlatformStatistics> {
    const { merchantId } = filter;
    const merchant = merchantId === undefined ? undefined : await this.statistics.findMerchant(merchantId);
    if (merchantId !== undefined && !merchant) throw noSuchMerchant();
    const [population, totals] = await Promise.all([this.statistics.population(), this.statistics.totals(filter)]);
    return { population, merchant, summary: summaryOf(totals) };
  }
}
