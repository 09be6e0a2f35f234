import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError, ERROR } from '#kernel';
import { Answer, Caller, Roles } from '#service-kit';
import { GetMerchantStatistics } from '../application/get-merchant-statistics.usecase.js';
import { GetSeries } from '../application/get-series.usecase.js';
import { SeriesQueries } from './series-queries.js';
import { askedSeriesOf, fieldsOf, type RawQuery, SERIES_FIELDS } from './statistics-query.js';
import { MerchantStatisticsView, SeriesView } from './statistics.dto.js';
import { presentMerchantStatistics, presentSeries } from './statistics.presenter.js';

/** A merchant's own sums, in the mode it calls in. */
@ApiTags('statistics')
@Roles('merchant')
@Controller('merchants/stats')
export class MerchantStatisticsController {
  constructor(
    private readonly getStatistics: GetMerchantStatistics,
    private readonly getSeries: GetSeries,
  ) {}

  @Get()
  @Answer(MerchantStatisticsView)
  async statistics(@Query() query: RawQuery, @Caller() caller: Caller): Promise<MerchantStatisticsView> {
    fieldsOf(query, []);
    const { merchantId, livemode } = merchantOf(caller);
    return presentMerchantStatistics(await this.getStatistics.execute(merchantId, livemode), livemode);
  }

  @Get('timeseries')
  @SeriesQueries()
  @Answer(SeriesView)
  async series(@Query() query: RawQuery, @Caller() caller: Caller): Promise<SeriesView> {
    const asked = askedSeriesOf(fieldsOf(query, SERIES_FIELDS));
    return presentSeries(await this.getSeries.execute(asked, merchantOf(caller)));
  }
}

function merchantOf({ merchantId, livemode }: Caller): { merchantId: string; livemode: boolean } {
  if (merchantId === undefined) throw new DomainError(ERROR.roleNotAllowed, 'This is for merchants.');
  return { merchantId, livemode };
}
