import { sql } from '#postgres';

/** What a confirmation writes, in one statement for any batch: the hold's columns are copied by the database. */
export const ADD_BOOKINGS = sql(
  'booking.add-bookings',
  `with given as (
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::int[], $6::timestamptz[])
       as g (id, book_id, hold_id, payment_id, payment_version, created_at)),
   written as (
     insert into booking (id, book_id, kind, payment_id, payment_version, order_id, hold_id, cart_id, customer_id,
       customer_email, customer_name, merchant_id, livemode, amount_minor, currency, created_at)
     select g.id, g.book_id, case when h.amount_minor = 0 then 'free' else 'paid' end, g.payment_id, g.payment_version,
       h.order_id, h.id, h.cart_id, h.customer_id, h.customer_email, h.customer_name, h.merchant_id, h.livemode,
       h.amount_minor, h.currency, g.created_at
     from given g join hold h on h.id = g.hold_id
     returning id, hold_id, cart_id, customer_email),
   consumed as (
     update hold set status = 'consumed' from written where hold.id = written.hold_id and hold.status = 'active'),
   converted as (
     update cart set status = 'converted' from written where cart.id = written.cart_id and cart.status = 'active')
   insert into mail (subject_id, kind, recipient) select id, 'booking_confirmed', customer_email from written`,
);

export const ADD_LINES = sql(
  'booking.add-booking-lines',
  `insert into booking_line (booking_id, line_no, slot_id, tier_id, title, tier_name, starts_at, quantity,
     unit_price_minor, full_refund_until_hours, late_refund_percent)
   select g.booking_id, l.line_no, l.slot_id, l.tier_id, l.title, l.tier_name, l.starts_at, l.quantity,
     l.unit_price_minor, l.full_refund_until_hours, l.late_refund_percent
   from unnest($1::uuid[], $2::uuid[]) as g (booking_id, hold_id) join hold_line l on l.hold_id = g.hold_id`,
);

export const ADD_TICKETS = sql(
  'booking.add-tickets',
  `insert into ticket (id, booking_id, slot_id, line_no, seat, attendee_name, attendee_email)
   select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[], $7::text[])`,
);

export const CANCEL_BOOKINGS = sql(
  'booking.cancel-bookings',
  `with given as (select * from unnest($1::uuid[], $2::text[], $3::bigint[]) as g (id, reason, refund)),
   cancelled as (
     update booking b set status = 'cancelled', version = b.version + 1, reason = given.reason,
       refund_amount_minor = given.refund, cancelled_at = $4
     from given where b.id = given.id and b.status = 'confirmed'
     returning b.id, b.customer_email),
   annulled as (
     update ticket set status = 'void' from cancelled
     where ticket.booking_id = cancelled.id and ticket.status <> 'void')
   insert into mail (subject_id, kind, recipient) select id, 'booking_cancelled', customer_email from cancelled
   on conflict do nothing`,
);

/** An hour later than the end, so that no hold of the slot is alive any more. */
export const ENDED_SLOTS = sql(
  'booking.ended-slots',
  `select id from slot where completed_at is null and coalesce(ends_at, starts_at) < now() - interval '1 hour'
   order by coalesce(ends_at, starts_at) limit $1`,
);

export const COMPLETE_BOOKINGS = sql(
  'booking.complete-bookings',
  `update booking b set status = 'completed', version = b.version + 1
   where b.id in (
     select id from booking where status = 'confirmed'
       and id in (select booking_id from ticket where slot_id = any($1::uuid[]))
       and not exists (select from booking_line l join slot s on s.id = l.slot_id
         where l.booking_id = booking.id and coalesce(s.ends_at, s.starts_at) >= now())
     order by id for no key update)
     and b.status = 'confirmed'`,
);

export const COMPLETE_SLOTS = sql(
  'booking.complete-slots',
  'update slot set completed_at = now() where id = any($1::uuid[])',
);
