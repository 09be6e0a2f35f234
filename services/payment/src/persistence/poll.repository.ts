import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type PollDue, Polls, Questions, type RefundPollDue } from '../application/ports.js';
import { PollSchedule } from './poll-schedule.js';

/** `$1` limit, `$2` the schedule. What can't succeed any more is not asked about again; what is unknown always is. */
const payments = sql(
  'payment.polls-due',
  `with due as (
     select id from payment where poll_at <= now() order by poll_at limit $1 for update skip locked)
   update payment p set poll_count = p.poll_count + 1, poll_at = case
       when p.status in ('pending', 'requires_action', 'failed', 'cancelled') and p.poll_until < now() then null
       else now() + make_interval(secs => ($2::double precision[])[
         least(p.poll_count + 2, array_length($2::double precision[], 1))]) end
   from due where p.id = due.id
   returning p.id as "paymentId", p.provider, p.account_id as "accountId", p.livemode, p.creating,
     (select o.id from payment_operation o where o.payment_id = p.id and o.kind = 'create' and o.status = 'unknown')
       as "lostCreateId"`,
);

const refunds = sql(
  'payment.refund-polls-due',
  `with due as (
     select id from refund where poll_at <= now() order by poll_at limit $1 for update skip locked)
   update refund r set poll_count = r.poll_count + 1,
     poll_at = now() + make_interval(secs => ($2::double precision[])[
       least(r.poll_count + 2, array_length($2::double precision[], 1))])
   from due, payment p where r.id = due.id and p.id = r.payment_id
   returning r.id as "refundId", r.payment_id as "paymentId", p.provider, p.account_id as "accountId", p.livemode,
     r.provider_refund_id as "providerRefundId", r.amount_minor as "amountMinor", r.currency`,
);

/** `$2` seconds before the first repetition, `$3` before each later one. */
const questions = sql(
  'payment.questions-due',
  `select id from payment
   where asked_at < now() - make_interval(secs => case when ask_count = 0 then $2 else $3 end::double precision)
     and decision is null
   order by asked_at limit $1`,
);

/** What must be asked of providers because nobody told us. */
@Injectable()
export class PollRepository extends Polls {
  constructor(
    private readonly database: Database,
    private readonly schedule: PollSchedule,
  ) {
    super();
  }

  payments(limit: number): Promise<PollDue[]> {
    return this.database.query<PollDue>(payments, [limit, this.schedule.seconds]);
  }

  refunds(limit: number): Promise<RefundPollDue[]> {
    return this.database.query<RefundPollDue>(refunds, [limit, this.schedule.seconds]);
  }
}

/** Waits before booking is asked again, in seconds (R2: 60, then 600). */
export class AskSchedule {
  constructor(
    readonly firstSeconds: number,
    readonly laterSeconds: number,
  ) {}
}

@Injectable()
export class QuestionRepository extends Questions {
  constructor(
    private readonly database: Database,
    private readonly schedule: AskSchedule,
  ) {
    super();
  }

  async due(limit: number): Promise<string[]> {
    const { firstSeconds, laterSeconds } = this.schedule;
    const rows = await this.database.query<{ id: string }>(questions, [limit, firstSeconds, laterSeconds]);
    return rows.map(({ id }) => id);
  }
}
