import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, AnswerPage, decodeCursor, encodeCursor, Page, PageQuery, Roles } from '#service-kit';
import { GetPlatformStatistics } from '../application/get-platform-statistics.usecase.js';
import { GetSeries } from '../application/get-series.usecase.js';
import { ListMerchants } from '../application/list-merchants.usecase.js';
import { PlatformQueries, SeriesQueries } from './series-queries.js';
import {
  askedSeriesOf,
  fieldsOf,
  PLATFORM_FIELDS,
  platformFilterOf,
  type RawQuery,
  SERIES_FIELDS,
} from './statistics-query.js';
import { MerchantRowView, PlatformStatisticsView, SeriesView } from './statistics.dto.js';
import { presentMerchantRow, presentPlatform, presentSeries } from './statistics.presenter.js';

@ApiTags('admin')
@Roles('admin')
@Controller('admin')
export class AdminStatisticsController {
  constructor(
    private readonly getStatistics: GetPlatformStatistics,
    private readonly getSeries: GetSeries,
    private readonly listMerchants: ListMerchants,
  ) {}

  @Get('stats')
  @PlatformQueries()
  @Answer(PlatformStatisticsView)
  async statistics(@Query() query: RawQuery): Promise<PlatformStatisticsView> {
    const filter = platformFilterOf(fieldsOf(query, PLATFORM_FIELDS));
    return presentPlatform(await this.getStatistics.execute(filter));
  }

  @Get('stats/timeseries')
  @SeriesQueries()
  @PlatformQueries()
  @Answer(SeriesView)
  async series(@Query() query: RawQuery): Promise<SeriesView> {
    const fields = fieldsOf(query, [...SERIES_FIELDS, ...PLATFORM_FIELDS]);
    return presentSeries(await this.getSeries.execute(askedSeriesOf(fields), platformFilterOf(fields)));
  }

  @Get('merchants')
  @AnswerPage(MerchantRowView)
  async merchants(@Query() { limit, cursor }: PageQuery): Promise<Page<MerchantRowView>> {
    const [after] = decodeCursor(cursor, 'uuid') ?? [];
    const merchants = await this.listMerchants.execute({ limit, after });
    return Page.of(merchants, limit, ({ id }) => encodeCursor([id]), presentMerchantRow);
  }
}
