import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import {
  type ListedMerchant,
  type Population,
  type SeriesSum,
  Statistics,
  type StatisticsFilter,
} from '../application/ports.js';
import { type SeriesRequest, sumsOf } from '../domain/series-request.js';
import type { Total } from '../domain/summary.js';

const OF = { merchantId: 'merchant_id = ?', livemode: 'livemode = ?' };
const TOTALS = filtered(
  'analytics.totals',
  OF,
  (where) => `select metric, currency, sum(value) as value from metric_total where ${where} group by metric, currency`,
);
const TOTALS_BY_MERCHANT = sql(
  'analytics.totals-by-merchant',
  `select merchant_id as "merchantId", metric, currency, sum(value) as value from metric_total
   where merchant_id = any($1::uuid[]) group by merchant_id, metric, currency`,
);
const POPULATION = sql(
  'analytics.population',
  `select
     (select count(*) from merchant where registered_at is not null and not disabled) as merchants,
     (select count(*) from merchant where registered_at is not null and disabled) as "disabledMerchants",
     (select count(*) from admin where not disabled) as admins`,
);
const MERCHANT = `select id, name, email, livemode, disabled, registered_at as "registeredAt" from merchant`;
const FIND_MERCHANT = sql('analytics.find-merchant', `${MERCHANT} where id = $1 and registered_at is not null`);
const LIST_MERCHANTS = filtered(
  'analytics.list-merchants',
  { after: 'id < ?' },
  (where) => `${MERCHANT} where registered_at is not null and ${where} order by id desc limit $1`,
);
/** Hours are steps of absolute time; days and months begin at the zone's midnight, however long they are. */
const SERIES = filtered(
  'analytics.series',
  OF,
  (where) => `with edge as (
     select date_trunc($3, $5::timestamptz, $4) as first, $6::timestamptz - interval '1 microsecond' as last
   ), point as (
     select at from edge, generate_series(first, last, interval '1 hour') as at where $3 = 'hour'
     union all
     select at at time zone $4
     from edge, generate_series(first at time zone $4, last at time zone $4, ('1 ' || $3)::interval) as at
     where $3 <> 'hour'
   ), summed as (
     select date_trunc($3, quarter, $4) as at, currency, sum(case when metric = $2 then -value else value end) as value
     from metric_quarter, edge
     where metric in ($1, $2) and quarter between first and last and ${where}
     group by 1, 2
   )
   select at, currency, coalesce(value, 0) as value from point left join summed using (at) order by at, currency`,
);

@Injectable()
export class PostgresStatistics extends Statistics {
  constructor(private readonly database: Database) {
    super();
  }

  override totals(filter: StatisticsFilter): Promise<Total[]> {
    return this.database.query<Total>(...TOTALS.by([], { ...filter }));
  }

  override totalsByMerchant(merchantIds: readonly string[]): Promise<(Total & { merchantId: string })[]> {
    return this.database.query<Total & { merchantId: string }>(TOTALS_BY_MERCHANT, [merchantIds]);
  }

  override async population(): Promise<Population> {
    const [row] = await this.database.query<Population>(POPULATION);
    return row as Population;
  }

  override async findMerchant(id: string): Promise<ListedMerchant | undefined> {
    const [row] = await this.database.query<ListedMerchant>(FIND_MERCHANT, [id]);
    return row;
  }

  override listMerchants(page: { limit: number; after: string | undefined }): Promise<ListedMerchant[]> {
    return this.database.query<ListedMerchant>(...LIST_MERCHANTS.by([page.limit + 1], { after: page.after }));
  }

  override series(request: SeriesRequest, filter: StatisticsFilter): Promise<SeriesSum[]> {
    const { metric, interval, tz, from, to } = request;
    const { plus, minus } = sumsOf(metric);
    return this.database.query<SeriesSum>(...SERIES.by([plus, minus, interval, tz, from, to], { ...filter }));
  }
}
