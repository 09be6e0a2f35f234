import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type Difference, Recount } from '../application/ports.js';
import { COUNTING_LOCK } from './counting-lock.js';
import { RECOUNTED_ADMINS, RECOUNTED_MERCHANTS, RECOUNTED_OUTCOMES, recountedSums } from './recount.sql.js';

/** One statement sees one instant, in which log and sums were committed together: nobody has to wait for it. */
const DIFFERENCES = sql(
  'analytics.differences',
  `with outcomes as (${RECOUNTED_OUTCOMES}), sums as (${recountedSums('outcomes')}), compared as (
     select merchant_id, livemode, metric, currency, quarter,
       coalesce(q.value, 0) as kept, coalesce(s.value, 0) as recounted
     from metric_quarter q full join sums s using (merchant_id, livemode, metric, currency, quarter)
     union all
     select merchant_id, livemode, metric, currency, null, coalesce(t.value, 0), coalesce(s.value, 0)
     from metric_total t full join (
       select merchant_id, livemode, metric, currency, sum(value) as value from sums group by 1, 2, 3, 4
     ) s using (merchant_id, livemode, metric, currency)
   )
   select merchant_id as "merchantId", livemode, metric, currency, quarter, kept, recounted
   from compared where kept <> recounted limit $1`,
);
const OUTCOME_COLUMNS =
  'id, subject, merchant_id, livemode, currency, rank, verdict, decided_at, since, amount_rank, amount_minor';
const REBUILD = [
  `select ${COUNTING_LOCK}`,
  'delete from outcome',
  'delete from metric_quarter',
  'delete from metric_total',
  'delete from merchant',
  'delete from admin',
  `insert into outcome (${OUTCOME_COLUMNS}) ${RECOUNTED_OUTCOMES}`,
  `insert into metric_quarter (merchant_id, livemode, metric, currency, quarter, value) ${recountedSums('outcome')}`,
  `insert into metric_total (merchant_id, livemode, metric, currency, value)
   select merchant_id, livemode, metric, currency, sum(value) from metric_quarter group by 1, 2, 3, 4`,
  `insert into merchant (id, name, email, livemode, registered_at, profile_version, disabled, standing_version)
   ${RECOUNTED_MERCHANTS}`,
  `insert into admin (id, version, disabled) ${RECOUNTED_ADMINS}`,
].map((text, step) => sql(`analytics.rebuild-${step}`, text));

/** Sessions avoid it elsewhere; here all rows are wanted. */
const WHOLE_TABLES = 'set local enable_seqscan = on';

@Injectable()
export class PostgresRecount extends Recount {
  constructor(private readonly database: Database) {
    super();
  }

  override differences(limit: number): Promise<Difference[]> {
    return this.database.transaction(async () => {
      await this.database.execute(WHOLE_TABLES);
      return this.database.query<Difference>(DIFFERENCES, [limit]);
    });
  }

  override rebuild(): Promise<void> {
    return this.database.transaction(async () => {
      await this.database.execute(WHOLE_TABLES);
      for (const statement of REBUILD) await this.database.execute(statement);
    });
  }
}
