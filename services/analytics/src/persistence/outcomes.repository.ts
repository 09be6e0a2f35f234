import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Outcomes } from '../application/ports.js';
import type { Counted, Outcome, OutcomeChange, Subject, Verdict } from '../domain/outcome.js';

/**
 * `merged` of the domain as SQL; the row keeps what had been counted of it, because RETURNING gives only the new
 * values.
 */
const MERGE = sql(
  'analytics.merge-outcomes',
  `insert into outcome as o (id, subject, merchant_id, livemode, currency, rank, verdict, decided_at, since, amount_rank,
     amount_minor)
   select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::boolean[], $5::text[], $6::bigint[], $7::text[],
     $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::bigint[])
   on conflict (id) do update set
     rank         = greatest(o.rank, excluded.rank),
     verdict      = case when excluded.rank > o.rank then excluded.verdict else o.verdict end,
     decided_at   = case when excluded.rank > o.rank then excluded.decided_at else o.decided_at end,
     since        = least(o.since, excluded.since),
     amount_rank  = greatest(o.amount_rank, excluded.amount_rank),
     amount_minor = case when excluded.amount_rank > o.amount_rank then excluded.amount_minor else o.amount_minor end,
     was_verdict  = o.verdict,
     was_at       = case when o.verdict in ('successful', 'refunded') then o.since else o.decided_at end,
     was_minor    = o.amount_minor
   where excluded.rank > o.rank or excluded.amount_rank > o.amount_rank
      or (excluded.since is not null and (o.since is null or excluded.since < o.since))
   returning id, subject, merchant_id, livemode, currency, rank, verdict, decided_at, since, amount_rank, amount_minor,
     was_verdict, was_at, was_minor`,
);

interface OutcomeRow {
  readonly id: string;
  readonly subject: Subject;
  readonly merchant_id: string;
  readonly livemode: boolean;
  readonly currency: string;
  readonly rank: number;
  readonly verdict: Verdict;
  readonly decided_at: Date;
  readonly since: Date | null;
  readonly amount_rank: number;
  readonly amount_minor: number;
  readonly was_verdict: Verdict | null;
  readonly was_at: Date | null;
  readonly was_minor: number | null;
}

@Injectable()
export class PostgresOutcomes extends Outcomes {
  constructor(private readonly database: Database) {
    super();
  }

  override async merge(heard: readonly Outcome[]): Promise<OutcomeChange[]> {
    const column = <T>(pick: (outcome: Outcome) => T) => heard.map(pick);
    const rows = await this.database.query<OutcomeRow>(MERGE, [
      column(({ id }) => id),
      column(({ subject }) => subject),
      column(({ merchantId }) => merchantId),
      column(({ livemode }) => livemode),
      column(({ currency }) => currency),
      column(({ rank }) => rank),
      column(({ verdict }) => verdict),
      column(({ decidedAt }) => decidedAt),
      column(({ since }) => since),
      column(({ amountRank }) => amountRank),
      column(({ amountMinor }) => amountMinor),
    ]);
    return rows.map((row) => ({ before: beforeOf(row), after: afterOf(row) }));
  }
}

function beforeOf({ was_verdict: verdict, was_at: at, was_minor: amountMinor }: OutcomeRow): Counted | undefined {
  return verdict !== null && at !== null && amountMinor !== null ? { verdict, at, amountMinor } : undefined;
}

function afterOf(row: OutcomeRow): Outcome {
  return {
    id: row.id,
    subject: row.subject,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    currency: row.currency,
    rank: row.rank,
    verdict: row.verdict,
    decidedAt: row.decided_at,
    since: row.since,
    amountRank: row.amount_rank,
    amountMinor: row.amount_minor,
  };
}
