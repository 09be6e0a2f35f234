import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Counters } from '../application/ports.js';
import type { Delta } from '../domain/metric.js';

const ADD = sql(
  'analytics.add-deltas',
  `with delta as (
     select * from unnest($1::uuid[], $2::boolean[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[])
       as delta (merchant_id, livemode, metric, currency, quarter, value)
   ), quarters as (
     insert into metric_quarter as q (merchant_id, livemode, metric, currency, quarter, value)
     select * from delta
     on conflict (merchant_id, livemode, metric, quarter, currency) do update set value = q.value + excluded.value
   )
   insert into metric_total as t (merchant_id, livemode, metric, currency, value)
   select merchant_id, livemode, metric, currency, sum(value) from delta group by 1, 2, 3, 4
   on conflict (merchant_id, livemode, metric, currency) do update set value = t.value + excluded.value`,
);

@Injectable()
export class PostgresCounters extends Counters {
  constructor(private readonly database: Database) {
    super();
  }

  override async add(deltas: readonly Delta[]): Promise<void> {
    const column = <T>(pick: (delta: Delta) => T) => deltas.map(pick);
    await this.database.write(ADD, [
      column(({ merchantId }) => merchantId),
      column(({ livemode }) => livemode),
      column(({ metric }) => metric),
      column(({ currency }) => currency),
      column(({ quarter }) => quarter),
      column(({ value }) => value),
    ]);
  }
}
