import { Injectable } from '@nestjs/common';
import { Database, rowArrays, sql } from '#postgres';
import { type EventKey, type EventRecord, ProviderEvents, type ProviderNames } from '../application/ports.js';

const KEYS = `unnest($1::text[], $2::text[], $3::text[]) as k(provider, account_id, provider_event_id)`;

const known = sql(
  'payment.known-events',
  `select e.provider, e.account_id as "accountId", e.provider_event_id as "providerEventId"
   from ${KEYS} join provider_event e using (provider, account_id, provider_event_id) where e.state <> 'unmatched'`,
);

const records =
  rowArrays(`provider text, account_id text, provider_event_id text, state text, reason text, payment_id uuid,
  livemode boolean, facts jsonb`);

const record = sql(
  'payment.record-events',
  `insert into provider_event as e (${records.names}, settled_at)
   select ${records.names}, case when state = 'unmatched' then null else now() end from ${records.source}
   order by provider, account_id, provider_event_id
   on conflict (provider, account_id, provider_event_id) do update
     set state = excluded.state, reason = excluded.reason, payment_id = excluded.payment_id,
       settled_at = excluded.settled_at
     where e.state = 'unmatched'`,
);

/** A fact names its payment by our reference or by the provider's names of the session or of the try. */
const matchable = sql(
  'payment.matchable-events',
  `select e.provider, e.account_id as "accountId", e.provider_event_id as "providerEventId", e.livemode, e.facts
   from provider_event e
   where e.state = 'unmatched' and e.received_at > now() - interval '8 days' and exists (
     select 1 from jsonb_array_elements(e.facts) f where
       exists (select 1 from payment p where p.id = case when f ->> 'reference' ~ '^[0-9a-f-]{36}$'
         then (f ->> 'reference')::uuid end)
       or exists (select 1 from payment p where p.provider = e.provider and p.account_id = e.account_id
         and p.provider_session_id = f ->> 'providerSessionId')
       or exists (select 1 from payment_transaction t where t.provider = e.provider and t.account_id = e.account_id
         and t.provider_payment_id = f ->> 'providerPaymentId'))
   order by e.received_at limit $1`,
);

const resolve = sql(
  'payment.resolve-names',
  `select coalesce(
     (select p.id from payment p where p.provider = n.provider and p.account_id = n.account_id
       and p.provider_session_id = n.session_id),
     (select t.payment_id from payment_transaction t where t.provider = n.provider and t.account_id = n.account_id
       and t.provider_payment_id = n.payment_id)) as id
   from unnest($1::text[], $2::text[], $3::text[], $4::text[])
     with ordinality as n(provider, account_id, session_id, payment_id, place) order by place`,
);

@Injectable()
export class ProviderEventRepository extends ProviderEvents {
  constructor(private readonly database: Database) {
    super();
  }

  known(keys: readonly EventKey[]): Promise<EventKey[]> {
    return this.database.query<EventKey>(known, [
      keys.map(({ provider }) => provider),
      keys.map(({ accountId }) => accountId),
      keys.map(({ providerEventId }) => providerEventId),
    ]);
  }

  async record(events: readonly EventRecord[]): Promise<void> {
    const rows = events.map((one) => ({
      provider: one.provider,
      account_id: one.accountId,
      provider_event_id: one.providerEventId,
      state: one.state,
      reason: one.reason,
      payment_id: one.paymentId,
      livemode: one.livemode,
      facts: one.facts,
    }));
    await this.database.write(record, records.of(rows));
  }

  async matchable(limit: number): Promise<EventRecord[]> {
    const rows = await this.database.query<EventRecord>(matchable, [limit]);
    return rows.map((row) => ({ ...row, state: 'unmatched', reason: null, paymentId: null }));
  }

  async resolve(names: readonly ProviderNames[]): Promise<(string | null)[]> {
    const rows = await this.database.query<{ id: string | null }>(resolve, [
      names.map(({ provider }) => provider),
      names.map(({ accountId }) => accountId),
      names.map(({ sessionId }) => sessionId),
      names.map(({ paymentId }) => paymentId),
    ]);
    return rows.map(({ id }) => id);
  }
}
