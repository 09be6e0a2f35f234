import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type BucketUse, SharedBuckets } from '../application/gate.ports.js';

/** In the order of names, so that two gateways never wait for each other; a debt is at most one burst. */
const RECONCILE = sql(
  'auth.reconcile-buckets',
  `insert into rate_bucket as b (name, tokens, burst, per_second, at)
   select name, greatest(burst - taken, -burst), burst, per_second, now()
   from unnest($1::text[], $2::float8[], $3::float8[], $4::float8[]) as used (name, taken, burst, per_second)
   order by name
   on conflict (name) do update set
     tokens = greatest(
       least(excluded.burst, b.tokens + extract(epoch from now() - b.at)::float8 * excluded.per_second)
         + excluded.tokens - excluded.burst,
       -excluded.burst),
     burst = excluded.burst, per_second = excluded.per_second, at = now()
   returning name, tokens`,
);
const PURGE = sql(
  'auth.purge-buckets',
  `with counters as (
     delete from rate_limit where key in
       (select key from rate_limit where expire < extract(epoch from now()) * 1000 - 3600000 limit 5000)
   )
   delete from rate_bucket where name in
     (select name from rate_bucket where at < now() - interval '10 minutes' order by at limit 5000)`,
);

@Injectable()
export class PostgresSharedBuckets extends SharedBuckets {
  constructor(private readonly database: Database) {
    super();
  }

  override async reconcile(uses: readonly BucketUse[]): Promise<ReadonlyMap<string, number>> {
    const columns = [
      uses.map(({ name }) => name),
      uses.map(({ taken }) => taken),
      uses.map(({ burst }) => burst),
      uses.map(({ perSecond }) => perSecond),
    ];
    const rows = await this.database.query<{ name: string; tokens: number }>(RECONCILE, columns);
    return new Map(rows.map(({ name, tokens }) => [name, tokens]));
  }

  override purge(): Promise<number> {
    return this.database.execute(PURGE);
  }
}
