import { Injectable } from '@nestjs/common';
import { Clock, formatAmount } from '#kernel';
import { type AskedSeries, isAmount, type SeriesRequest, seriesRequestOf } from '../domain/series-request.js';
import { type SeriesSum, Statistics, type StatisticsFilter } from './ports.js';

export interface CountPoint {
  readonly at: Date;
  readonly value: number;
}

export interface AmountPoint {
  readonly at: Date;
  readonly amounts: readonly { readonly currency: string; readonly amount: string; readonly amount_minor: number }[];
}

export interface Series extends SeriesRequest {
  readonly points: readonly (CountPoint | AmountPoint)[];
}

/** One sum over time; 422 1019 for a request that makes no sense. */
@Injectable()
export class GetSeries {
  constructor(
    private readonly statistics: Statistics,
    private readonly clock: Clock,
  ) {}

  async execute(asked: AskedSeries, filter: StatisticsFilter): Promise<Series> {
    const request = seriesRequestOf(asked, this.clock.now());
    const sums = await this.statistics.series(request, filter);
    const byTime = Map.groupBy(sums, ({ at }) => at.getTime());
    const point = isAmount(request.metric) ? amountPoint : countPoint;
    return { ...request, points: [...byTime].map(([time, ofOne]) => point(new Date(time), ofOne)) };
  }
}

function countPoint(at: Date, sums: readonly SeriesSum[]): CountPoint {
  return { at, value: sums.reduce((total, { value }) => total + value, 0) };
}

function amountPoint(at: Date, sums: readonly SeriesSum[]): AmountPoint {
  const amounts = sums.flatMap(({ currency, value }) =>
    currency === null ? [] : [{ currency, amount: formatAmount(value, currency), amount_minor: value }],
  );
  return { at, amounts };
}
