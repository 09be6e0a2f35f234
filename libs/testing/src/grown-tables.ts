import { Client } from 'pg';

/**
 * Gives every table a page of its own, for to the planner a file without pages has no rows whatever the statistics say;
 * the row that was on it is gone with the transaction, and so are the changes that let it in.
 */
const GIVE_PAGES = `
do $$
declare the record; part text;
begin
  for the in select c.oid::regclass as name, i.inhparent::regclass as whole from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  loop
    if the.whole is not null then execute format('alter table %s detach partition %s', the.whole, the.name); end if;
    for part in select conname from pg_constraint where conrelid = the.name and contype in ('c', 'p', 'u', 'f') loop
      execute format('alter table %s drop constraint if exists %I cascade', the.name, part);
    end loop;
    for part in select attname from pg_attribute
      where attrelid = the.name and attnum > 0 and attnotnull and attidentity = '' loop
      execute format('alter table %s alter column %I drop not null', the.name, part);
    end loop;
    execute format('insert into %s default values', the.name);
  end loop;
end $$`;

const TABLES = `relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all($1::text[])`;

const MANY_ROWS = `
update pg_class set relpages = pg_relation_size(oid) / current_setting('block_size')::int, reltuples = 1e6 where ${TABLES}`;

/** Names and keys differ from row to row, of other values there are some twenty; half of what may be null is. */
const ORDINARY_VALUES = `
insert into pg_statistic (starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
  stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5,
  stacoll1, stacoll2, stacoll3, stacoll4, stacoll5)
select attrelid, attnum, false, case when attnotnull then 0 else 0.5 end, 16,
  case when attname ~ '(id|hash|reference|key)$' then -0.2 else 20 end, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
from pg_attribute join pg_class on pg_class.oid = attrelid where attnum > 0 and not attisdropped and ${TABLES}`;

/**
 * Makes the planner of a fresh database believe that each table, except the `small` ones, has a million rows. Needs a
 * superuser; the tables stay empty.
 */
export async function growTables(url: string, small: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    await client.query(GIVE_PAGES);
    await client.query('rollback');
    await client.query(MANY_ROWS, [small]);
    await client.query(ORDINARY_VALUES, [small]);
  } finally {
    await client.end();
  }
}
