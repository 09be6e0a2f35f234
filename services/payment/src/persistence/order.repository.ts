import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type NewOrder, Orders } from '../application/ports.js';

const FIELDS = `id uuid, merchant_id uuid, customer_id uuid, customer_email text, customer_name text,
  livemode boolean, purpose text, cart_id uuid, hold_id uuid, hold_expires_at timestamptz, amount_minor bigint,
  currency text, capture text, provider text, status text, version integer, snapshot jsonb, metadata jsonb,
  created_at timestamptz`;
const NAMES = FIELDS.split(',')
  .map((field) => field.trim().split(' ')[0])
  .join(', ');

const insertOrders = sql(
  'payment.insert-orders',
  `insert into orders (${NAMES}) select ${NAMES} from jsonb_to_recordset($1::jsonb) as r(${FIELDS}) order by id
   on conflict do nothing returning id`,
);

const extendHold = sql(
  'payment.extend-hold',
  `update orders set hold_expires_at = $2, updated_at = now() where id = $1`,
);

@Injectable()
export class OrderRepository extends Orders {
  constructor(private readonly database: Database) {
    super();
  }

  async insert(orders: readonly NewOrder[]): Promise<ReadonlySet<string>> {
    const rows = JSON.stringify(orders.map(rowOf));
    return new Set((await this.database.query<{ id: string }>(insertOrders, [rows])).map(({ id }) => id));
  }

  async extendHold(orderId: string, expiresAt: Date): Promise<void> {
    await this.database.execute(extendHold, [orderId, expiresAt]);
  }
}

function rowOf({ order, ...more }: NewOrder): Record<string, unknown> {
  return {
    id: order.id,
    merchant_id: order.merchantId,
    customer_id: order.customerId,
    customer_email: more.customerEmail,
    customer_name: more.customerName,
    livemode: order.livemode,
    purpose: order.purpose,
    cart_id: more.cartId,
    hold_id: order.holdId,
    hold_expires_at: more.holdExpiresAt,
    amount_minor: order.amountMinor,
    currency: order.currency,
    capture: order.capture,
    provider: more.provider,
    status: order.status,
    version: order.version,
    snapshot: order.snapshot,
    metadata: more.metadata,
    created_at: order.createdAt,
  };
}
