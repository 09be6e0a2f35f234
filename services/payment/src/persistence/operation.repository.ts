import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, LeaseHolder, sql } from '#postgres';
import { type LeasedOperation, Operations } from '../application/ports.js';
import type { OperationKind, OperationState } from '../domain/operation.js';
import { camelRow } from './order-case.rows.js';

/** Longer than any provider call: a lease that ran out means that its process is gone, or stood still. */
const LEASE_SECONDS = 60;

const LEASE = `lease_until = now() + interval '${LEASE_SECONDS} s', lease_token = $2, lease_holder = $3, attempts = o.attempts + 1,
  updated_at = now()`;

const DETAILS = `
  select l.id, l.kind, l.status as state, l.amount_minor, l.attempts, l.lease_token,
    p.id as payment_id, p.order_id, p.provider, p.account_id, p.method, p.amount_minor as payment_amount_minor,
    p.currency, p.livemode, p.manual_capture, p.provider_session_id, p.provider_payment_id, p.payment_token,
    o.customer_name, o.customer_email, o.hold_expires_at, o.snapshot -> 'lines' -> 0 ->> 'title' as title,
    (select r.reason from refund r where r.id = l.id) as reason
  from leased l join payment p on p.id = l.payment_id join orders o on o.id = p.order_id order by l.id`;

/**
 * A create call whose outcome is lost is not made again, for nobody waits for it any more: its provider is asked
 * (R14).
 */
const claim = sql(
  'payment.claim-operations',
  `with due as (
     select id from payment_operation
     where status in ('intended', 'unknown') and not (kind = 'create' and status = 'unknown') and next_attempt_at <= now()
       and (lease_until is null or lease_until < now())
     order by next_attempt_at limit $1 for update skip locked),
   leased as (update payment_operation o set ${LEASE} from due where o.id = due.id returning o.*) ${DETAILS}`,
);

const claimThese = sql(
  'payment.claim-these-operations',
  `with leased as (
     update payment_operation o set ${LEASE} where o.id = any($1::uuid[])
       and status in ('intended', 'unknown') and (lease_until is null or lease_until < now()) returning o.*) ${DETAILS}`,
);

const openOf = sql(
  'payment.open-operations-of',
  `select id, kind, status as state from payment_operation
   where payment_id = $1 and status in ('intended', 'unknown') order by id`,
);

const postpone = sql(
  'payment.postpone-operation',
  `update payment_operation set lease_until = null, lease_token = null, updated_at = now(),
     next_attempt_at = now() + make_interval(secs => $3::double precision)
   where id = $1 and lease_token = $2 and status in ('intended', 'unknown')`,
);

/**
 * A repeated call carries the same key, so that it is harmless where the process still lives or its call has only just
 * reached the provider (R4).
 */
const free = sql(
  'payment.free-operations',
  `update payment_operation set lease_until = null, lease_token = null, updated_at = now()
   where lease_holder = any($1::integer[]) and status in ('intended', 'unknown') and lease_until > now()`,
);

type Row = Record<string, never>;

/** The queue of written calls. Leases are counted by the database's clock. */
@Injectable()
export class OperationRepository extends Operations {
  constructor(
    private readonly database: Database,
    private readonly holder: LeaseHolder,
  ) {
    super();
  }

  async claim(limit: number): Promise<LeasedOperation[]> {
    return (await this.database.query<Row>(claim, [limit, newId(), this.holder.id])).map(leasedOf);
  }

  async claimThese(ids: readonly string[]): Promise<LeasedOperation[]> {
    return (await this.database.query<Row>(claimThese, [ids, newId(), this.holder.id])).map(leasedOf);
  }

  openOf(paymentId: string): Promise<{ id: string; kind: OperationKind; state: OperationState }[]> {
    return this.database.query(openOf, [paymentId]);
  }

  async postpone(operation: LeasedOperation, seconds: number): Promise<void> {
    await this.database.execute(postpone, [operation.id, operation.leaseToken, seconds]);
  }

  async takeFromTheDead(): Promise<void> {
    await this.holder.freeLeasesOfTheDead((holders) => this.database.execute(free, [holders]));
  }
}

function leasedOf(row: Row): LeasedOperation {
  const fields = camelRow(row) as Row;
  return {
    id: fields['id'],
    kind: fields['kind'],
    state: fields['state'],
    amountMinor: fields['amountMinor'],
    attempts: fields['attempts'],
    leaseToken: fields['leaseToken'],
    payment: {
      id: fields['paymentId'],
      orderId: fields['orderId'],
      provider: fields['provider'],
      accountId: fields['accountId'],
      method: fields['method'],
      amountMinor: fields['paymentAmountMinor'],
      currency: fields['currency'],
      livemode: fields['livemode'],
      manualCapture: fields['manualCapture'],
      providerSessionId: fields['providerSessionId'],
      providerPaymentId: fields['providerPaymentId'],
      paymentToken: fields['paymentToken'],
    },
    customer: { name: fields['customerName'], email: fields['customerEmail'] },
    description: fields['title'] ?? 'Order',
    holdExpiresAt: fields['holdExpiresAt'],
    reason: fields['reason'],
  } as unknown as LeasedOperation;
}
