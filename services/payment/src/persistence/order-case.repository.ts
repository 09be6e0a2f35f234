import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database } from '#postgres';
import { type CaseKeys, OrderCases } from '../application/ports.js';
import type { Journal } from '../domain/ledger.js';
import { type CaseChanges, OrderCase } from '../domain/order-case.js';
import type { Refund } from '../domain/refund.js';
import { newPaymentRow, orderOf, paymentChange, paymentOf, refundOf } from './order-case.rows.js';
import * as statements from './order-case.statements.js';
import { PollSchedule } from './poll-schedule.js';

type Row = Record<string, unknown>;
type Written = readonly { readonly changes: CaseChanges; readonly orderCase: OrderCase }[];

/** The only writer of the states of orders, payments, refunds and operations. */
@Injectable()
export class OrderCaseRepository extends OrderCases {
  constructor(
    private readonly database: Database,
    private readonly schedule: PollSchedule,
  ) {
    super();
  }

  async lock(keys: CaseKeys): Promise<OrderCase[]> {
    const [orders, rows] = await this.lockBoth(keys);
    if (orders.length === 0) return [];
    const payments = rows.map(paymentOf);
    const captured = payments.filter(({ capturedMinor }) => capturedMinor > 0).map(({ id }) => id);
    const refunds = captured.length === 0 ? [] : await this.refundsOf(captured);
    const paymentsByOrder = Map.groupBy(payments, ({ orderId }) => orderId);
    return orders.map(orderOf).map((order) => {
      const own = paymentsByOrder.get(order.id) ?? [];
      const ids = new Set(own.map(({ id }) => id));
      return new OrderCase(
        order,
        own,
        refunds.filter(({ paymentId }) => ids.has(paymentId)),
        newId,
      );
    });
  }

  async save(cases: readonly OrderCase[]): Promise<void> {
    const written = cases.map((orderCase) => ({ orderCase, changes: orderCase.changes() }));
    await this.saveOrders(written);
    await this.savePayments(written);
    // Outcomes before new calls: only one capture, void or refund of a payment may be open.
    await this.saveOperations(written);
    await this.saveRefunds(written);
    await this.saveJournals(written.flatMap(({ changes }) => changes.journals));
    const asked = written.flatMap(({ changes }) => changes.asked);
    if (asked.length > 0) await this.database.write(statements.markAsked, [asked]);
  }

  /** Orders before payments: statements of a transaction are carried out in the order in which they were sent. */
  private lockBoth(keys: CaseKeys): Promise<[orders: Row[], payments: Row[]]> {
    const [orders, payments, ids] =
      'orderIds' in keys
        ? [statements.lockOrders, statements.lockPayments, keys.orderIds]
        : [statements.lockOrdersOfPayments, statements.lockPaymentsBeside, keys.paymentIds];
    return Promise.all([this.database.query<Row>(orders, [ids]), this.database.query<Row>(payments, [ids])]);
  }

  private async refundsOf(paymentIds: readonly string[]): Promise<Refund[]> {
    return (await this.database.query<Row>(statements.refundsOfPayments, [paymentIds])).map(refundOf);
  }

  private async saveOrders(written: Written): Promise<void> {
    const orders = written.flatMap(({ changes }) => changes.order ?? []);
    if (orders.length === 0) return;
    await this.database.write(statements.updateOrders, [
      orders.map(({ id }) => id),
      orders.map(({ status }) => status),
      orders.map(({ version }) => version),
    ]);
  }

  private async savePayments(written: Written): Promise<void> {
    const added = written.flatMap(({ changes, orderCase }) =>
      changes.newPayments.map((payment) => newPaymentRow(payment, orderCase.order)),
    );
    const changed = written.flatMap(({ changes }) => changes.payments.map(paymentChange));
    const tries = written.flatMap(({ changes }) => triesOf(changes));
    const { insertPayments, newPayments, updatePayments, changedPayments, upsertTries } = statements;
    const { firstSeconds } = this.schedule;
    if (added.length > 0) await this.database.write(insertPayments, [...newPayments.of(added), firstSeconds]);
    if (changed.length > 0) {
      await this.database.write(updatePayments, [...changedPayments.of(changed), askedAbout(written)]);
    }
    if (tries.length > 0) await this.database.write(upsertTries, statements.tries.of(tries));
  }

  private async saveOperations(written: Written): Promise<void> {
    const closed = written.flatMap(({ changes }) => changes.operationChanges);
    if (closed.length > 0) {
      await this.database.write(statements.updateOperations, [
        closed.map(({ id }) => id),
        closed.map(({ state }) => state),
        closed.map(({ failure }) => (failure === null ? null : JSON.stringify(failure))),
        this.schedule.seconds,
      ]);
    }
    const added = written.flatMap(({ changes }) => changes.operations);
    if (added.length === 0) return;
    await this.database.write(statements.insertOperations, [
      added.map(({ id }) => id),
      added.map(({ paymentId }) => paymentId),
      added.map(({ kind }) => kind),
      added.map(({ amountMinor }) => amountMinor),
    ]);
  }

  private async saveRefunds(written: Written): Promise<void> {
    const rows = written.flatMap(({ changes, orderCase: { order } }) =>
      changes.refunds.map((refund) => ({
        id: refund.id,
        payment_id: refund.paymentId,
        order_id: order.id,
        merchant_id: order.merchantId,
        livemode: order.livemode,
        amount_minor: refund.amountMinor,
        currency: order.currency,
        reason: refund.reason,
        status: refund.status,
        sent: refund.sent,
        provider_refund_id: refund.providerRefundId,
        failure: refund.failure,
      })),
    );
    if (rows.length === 0) return;
    await this.database.write(statements.upsertRefunds, [JSON.stringify(rows), this.schedule.firstSeconds]);
  }

  private async saveJournals(journals: readonly Journal[]): Promise<void> {
    const entries = journals.flatMap((journal) => journal.lines.map((line) => ({ ...journal, ...line })));
    if (entries.length === 0) return;
    await this.database.write(statements.insertLedger, [
      entries.map(({ kind }) => kind),
      entries.map(({ orderId }) => orderId),
      entries.map(({ paymentId }) => paymentId),
      entries.map(({ refundId }) => refundId),
      entries.map(({ merchantId }) => merchantId),
      entries.map(({ account }) => account),
      entries.map(({ amountMinor }) => amountMinor),
      entries.map(({ currency }) => currency),
    ]);
  }
}

function askedAbout(written: Written): string[] {
  return written.flatMap(({ changes, orderCase }) =>
    orderCase.order.purpose !== 'booking'
      ? []
      : changes.happenings.flatMap((happening) =>
          happening.type === 'payment.authorized' && !happening.payment.surplus ? [happening.payment.id] : [],
        ),
  );
}

function triesOf(changes: CaseChanges): Row[] {
  return changes.tries.map((fact) => ({
    provider: fact.provider,
    account_id: fact.accountId,
    provider_payment_id: fact.providerPaymentId,
    payment_id: fact.paymentId,
    outcome: fact.outcome,
    amount_minor: fact.amountMinor,
    currency: fact.currency,
    failure: fact.failure,
  }));
}
