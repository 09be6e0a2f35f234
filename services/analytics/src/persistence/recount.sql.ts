/** What the event log says, counted naively and apart from the folding it checks. */

export const RECOUNTED_OUTCOMES = `
  with said as (
    select
      case when type like 'refund.%' then (data->>'refund_id')::uuid else payment_id end as id,
      case when type like 'refund.%' then 'refund' else 'payment' end as subject,
      merchant_id, coalesce(livemode, false) as livemode, currency, occurred_at, amount_minor,
      aggregate_version::bigint * 8 + case type
        when 'payment.cancelled' then 1 when 'payment.authorized' then 2 when 'payment.captured' then 3
        when 'refund.failed' then 1 else 0 end as rank,
      case type
        when 'payment.authorized' then 'successful' when 'payment.captured' then 'successful'
        when 'refund.processed' then 'refunded' when 'refund.failed' then 'unrefunded' else 'canceled' end as verdict
    from event_log
    where type in ('payment.authorized', 'payment.captured', 'payment.failed', 'payment.cancelled',
                   'refund.processed', 'refund.failed')
      and payment_id is not null and merchant_id is not null and currency is not null
  ), moved as (
    select id, min(occurred_at) as since, max(rank) as amount_rank,
      (array_agg(amount_minor order by rank desc))[1] as amount_minor
    from said where verdict in ('successful', 'refunded') group by id
  ), decided as (
    select distinct on (id) id, subject, merchant_id, livemode, currency, rank, verdict, occurred_at as decided_at
    from said order by id, rank desc
  )
  select id, subject, merchant_id, livemode, currency, rank, verdict, decided_at, since,
    coalesce(amount_rank, -1) as amount_rank, coalesce(amount_minor, 0) as amount_minor
  from decided left join moved using (id)`;

/** @param outcomes a table or query of outcomes */
export function recountedSums(outcomes: string): string {
  return `
    select merchant_id, livemode, metric, currency, date_bin('15 minutes', at, timestamptz '2000-01-01Z') as quarter,
      sum(value) as value
    from (
      select merchant_id, livemode, currency, since as at, metric, value
      from ${outcomes} as o, lateral (values
        (case verdict when 'successful' then 'successful_payments' else 'successful_refunds' end, 1::bigint),
        (case verdict when 'successful' then 'gross' else 'refunded' end, amount_minor)) as sums (metric, value)
      where verdict in ('successful', 'refunded')
      union all
      select merchant_id, livemode, currency, decided_at, 'canceled_payments', 1
      from ${outcomes} as o where verdict = 'canceled'
      union all
      select merchant_id, coalesce(livemode, false), coalesce(currency, ''), occurred_at,
        case type when 'order.created' then 'orders' when 'booking.confirmed' then 'bookings'
          when 'booking.cancelled' then 'cancelled_bookings' when 'booking.rejected' then 'rejected_bookings'
          else 'check_ins' end, 1
      from event_log
      where type in ('order.created', 'booking.confirmed', 'booking.cancelled', 'booking.rejected', 'booking.checked_in')
        and merchant_id is not null
    ) as counted
    group by 1, 2, 3, 4, 5
    having sum(value) <> 0`;
}

export const RECOUNTED_MERCHANTS = `
  with profile as (
    select distinct on (merchant_id) merchant_id as id, livemode, data->>'name' as name, data->>'email' as email,
      aggregate_version as profile_version, min(occurred_at) over (partition by merchant_id) as registered_at
    from event_log where type in ('merchant.registered', 'merchant.updated')
    order by merchant_id, aggregate_version desc
  ), standing as (
    select distinct on (merchant_id) merchant_id as id, livemode, (data->>'disabled')::boolean as disabled,
      aggregate_version as standing_version
    from event_log where type = 'merchant.disabled'
    order by merchant_id, aggregate_version desc
  )
  select id, name, email, coalesce(profile.livemode, standing.livemode) as livemode, registered_at,
    coalesce(profile_version, 0) as profile_version, coalesce(disabled, false) as disabled,
    coalesce(standing_version, 0) as standing_version
  from profile full join standing using (id)`;

export const RECOUNTED_ADMINS = `
  select distinct on (id) id, version, disabled
  from (
    select (data->>'user_id')::uuid as id, aggregate_version as version,
      coalesce((data->>'disabled')::boolean, false) as disabled
    from event_log where type in ('admin.registered', 'admin.disabled')
  ) as said
  order by id, version desc`;
