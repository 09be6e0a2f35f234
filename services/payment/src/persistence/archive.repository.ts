import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
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

/** Refunds are found by their payments, which have an index by order. */
const ORDER_IS = {
  o: 'o.id = ?',
  p: 'p.order_id = ?',
  r: 'r.payment_id = any(array(select id from payment where order_id = ?))',
};

/** `$1` limit. A refund has no customer of its own, so none is shown to one. */
const list = (name: string, select: string, of: 'o' | 'p' | 'r') =>
  filtered(
    `payment.list-${name}`,
    {
      merchantId: `${of}.merchant_id = ?`,
      livemode: `${of}.livemode = ?`,
      customerId: of === 'r' ? 'false and ?::uuid is not null' : `${of}.customer_id = ?`,
      beforeId: `${of}.id < ?`,
      status: `${of}.status = ?`,
      orderId: ORDER_IS[of],
    },
    (where) => `${select} where ${where} order by ${of}.id desc limit $1`,
  );

const orderList = list('orders', ORDER, 'o');
const paymentList = list('payments', PAYMENT, 'p');
const refundList = list('refunds', REFUND, 'r');

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
    return (await this.list(orderList, wish)).map(recordOf<OrderRecord>);
  }

  async payment(id: string): Promise<PaymentRecord | undefined> {
    return (await this.database.query<Row>(paymentById, [id])).map(paymentRecordOf)[0];
  }

  async payments(wish: ListWish): Promise<PaymentRecord[]> {
    return (await this.list(paymentList, wish)).map(paymentRecordOf);
  }

  async paymentsOf(orderIds: readonly string[]): Promise<PaymentRecord[]> {
    return (await this.database.query<Row>(paymentsOfOrders, [orderIds])).map(paymentRecordOf);
  }

  async refund(id: string): Promise<RefundRecord | undefined> {
    return (await this.database.query<Row>(refundById, [id])).map(recordOf<RefundRecord>)[0];
  }

  async refunds(wish: ListWish): Promise<RefundRecord[]> {
    return (await this.list(refundList, wish)).map(recordOf<RefundRecord>);
  }

  async refundsOf(paymentIds: readonly string[]): Promise<RefundRecord[]> {
    return (await this.database.query<Row>(refundsOf, [paymentIds])).map(recordOf<RefundRecord>);
  }

  private list(statement: ReturnType<typeof list>, wish: ListWish): Promise<Row[]> {
    const { viewer, beforeId, status, orderId, limit } = wish;
    return this.database.query<Row>(...statement.by([limit + 1], { ...ownerOf(viewer), beforeId, status, orderId }));
  }
}

function ownerOf(viewer: Viewer): { merchantId?: string; livemode?: boolean; customerId?: string } {
  switch (viewer.role) {
    case 'admin':
      return {};
    case 'merchant':
      return { merchantId: viewer.merchantId, livemode: viewer.livemode };
    case 'customer':
      return { customerId: viewer.customerId };
  }
}

function recordOf<T>(row: Row): T {
  return camelRow(row) as T;
}

function paymentRecordOf(row: Row): PaymentRecord {
  return paymentOf(row) as PaymentRecord;
}
