import { Injectable } from '@nestjs/common';
import { Database, sql, type Statement } from '#postgres';
import type { Viewer } from '../application/access.js';
import {
  Archive,
  type ListWish,
  type OrderRecord,
  type PaymentRecord,
  type RefundRecord,
} from '../application/ports.js';
import { camelRow, ORDER_COLUMNS, PAYMENT_COLUMNS, paymentOf, REFUND_COLUMNS } from './order-case.rows.js';

type Row = Record<string, unknown>;

const ORDER = `select ${ORDER_COLUMNS}, o.customer_email, o.customer_name, o.hold_expires_at, o.provider, o.metadata
  from orders o`;
const PAYMENT = `select ${PAYMENT_COLUMNS}, p.merchant_id, p.customer_id, p.livemode, p.updated_at, o.purpose
  from payment p join orders o on o.id = p.order_id`;
const REFUND = `select ${REFUND_COLUMNS}, r.order_id, r.merchant_id, null::uuid as customer_id, r.livemode, r.currency,
  r.created_at from refund r`;

const orderById = sql('payment.order', `${ORDER} where o.id = $1`);
const paymentById = sql('payment.payment', `${PAYMENT} where p.id = $1`);
const refundById = sql('payment.refund', `${REFUND} where r.id = $1`);
const paymentsOfOrders = sql(
  'payment.payments-of-orders',
  `${PAYMENT} where p.order_id = any($1::uuid[]) order by p.id`,
);
const refundsOf = sql('payment.refunds-of', `${REFUND} where r.payment_id = any($1::uuid[]) order by r.id`);

/** One statement a kind of viewer, so that each uses its own index. */
function lists(name: string, select: string, alias: string): Readonly<Record<Viewer['role'], Statement>> {
  const orderId = alias === 'o' ? 'o.id' : `${alias}.order_id`;
  const rest = `and ($3::uuid is null or ${alias}.id < $3) and ($4::text is null or ${alias}.status = $4)
    and ($5::uuid is null or ${orderId} = $5) order by ${alias}.id desc limit $6`;
  return {
    admin: sql(`payment.${name}-of-all`, `${select} where $1::uuid is null and $2::boolean is null ${rest}`),
    merchant: sql(
      `payment.${name}-of-merchant`,
      `${select} where ${alias}.merchant_id = $1 and ${alias}.livemode = $2 ${rest}`,
    ),
    customer: sql(
      `payment.${name}-of-customer`,
      alias === 'r'
        ? `${select} where false and $1::uuid is null and $2::boolean is null ${rest}`
        : `${select} where ${alias}.customer_id = $1 and $2::boolean is null ${rest}`,
    ),
  };
}

const orderLists = lists('orders', ORDER, 'o');
const paymentLists = lists('payments', PAYMENT, 'p');
const refundLists = lists('refunds', REFUND, 'r');

/** Reads for answers and pages: single statements, no locks. */
@Injectable()
export class ArchiveRepository extends Archive {
  constructor(private readonly database: Database) {
    super();
  }

  async order(id: string): Promise<OrderRecord | undefined> {
    return (await this.database.query<Row>(orderById, [id])).map(recordOf<OrderRecord>)[0];
  }

  async orders(wish: ListWish): Promise<OrderRecord[]> {
    return (await this.list(orderLists, wish)).map(recordOf<OrderRecord>);
  }

  async payment(id: string): Promise<PaymentRecord | undefined> {
    return (await this.database.query<Row>(paymentById, [id])).map(paymentRecordOf)[0];
  }

  async payments(wish: ListWish): Promise<PaymentRecord[]> {
    return (await this.list(paymentLists, wish)).map(paymentRecordOf);
  }

  async paymentsOf(orderIds: readonly string[]): Promise<PaymentRecord[]> {
    return (await this.database.query<Row>(paymentsOfOrders, [orderIds])).map(paymentRecordOf);
  }

  async refund(id: string): Promise<RefundRecord | undefined> {
    return (await this.database.query<Row>(refundById, [id])).map(recordOf<RefundRecord>)[0];
  }

  async refunds(wish: ListWish): Promise<RefundRecord[]> {
    return (await this.list(refundLists, wish)).map(recordOf<RefundRecord>);
  }

  async refundsOf(paymentIds: readonly string[]): Promise<RefundRecord[]> {
    return (await this.database.query<Row>(refundsOf, [paymentIds])).map(recordOf<RefundRecord>);
  }

  private list(statements: Readonly<Record<Viewer['role'], Statement>>, wish: ListWish): Promise<Row[]> {
    const { viewer, beforeId, status, orderId, limit } = wish;
    const [owner, livemode] = ownerOf(viewer);
    return this.database.query<Row>(statements[viewer.role], [owner, livemode, beforeId, status, orderId, limit + 1]);
  }
}

function ownerOf(viewer: Viewer): [string | null, boolean | null] {
  switch (viewer.role) {
    case 'admin':
      return [null, null];
    case 'merchant':
      return [viewer.merchantId, viewer.livemode];
    case 'customer':
      return [viewer.customerId, null];
  }
}

function recordOf<T>(row: Row): T {
  return camelRow(row) as T;
}

function paymentRecordOf(row: Row): PaymentRecord {
  return paymentOf(row) as PaymentRecord;
}
