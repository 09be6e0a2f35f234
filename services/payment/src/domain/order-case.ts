import type { Fact } from './fact.js';
import type { Happening } from './happening.js';
import type { Journal } from './ledger.js';
import type { NewOperation, OperationChange, OperationKind } from './operation.js';
import { type Order, type OrderMove, orderTransitions } from './order.js';
import type { Failure } from './failure.js';
import { type Payment, type PaymentMove, paymentTransitions } from './payment.js';
import { type Refund, type RefundMove, refundTransitions } from './refund.js';

/** What working on a case changed; a repository writes the changes of many cases with one statement a table. */
export interface CaseChanges {
  readonly order: Order | null;
  readonly payments: readonly Payment[];
  readonly newPayments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly operations: readonly NewOperation[];
  readonly operationChanges: readonly OperationChange[];
  readonly journals: readonly Journal[];
  readonly tries: readonly Fact[];
  readonly happenings: readonly Happening[];
  /** Payments booking is asked about again. */
  readonly asked: readonly string[];
}

/**
 * An order with all its payments and their refunds, worked on under the order's lock. It moves states along their
 * tables
 * only, counts versions, and collects what must be written and told; the rules live in the files beside it.
 */
export class OrderCase {
  private readonly payments = new Map<string, Payment>();
  private readonly refunds = new Map<string, Refund>();
  private readonly touched = new Set<string>();
  private readonly added = new Set<string>();
  private orderTouched = false;
  private readonly operations: NewOperation[] = [];
  private readonly operationChanges: OperationChange[] = [];
  private readonly journals: Journal[] = [];
  private readonly tries = new Map<string, Fact>();
  private readonly happenings: Happening[] = [];
  private readonly asked: string[] = [];

  constructor(
    private current: Order,
    payments: readonly Payment[],
    refunds: readonly Refund[],
    /** Gives the ids of new operations and refunds. */
    readonly newId: () => string,
  ) {
    for (const payment of payments) this.payments.set(payment.id, payment);
    for (const refund of refunds) this.refunds.set(refund.id, refund);
  }

  get order(): Order {
    return this.current;
  }

  allPayments(): Payment[] {
    return [...this.payments.values()];
  }

  find(paymentId: string): Payment | undefined {
    return this.payments.get(paymentId);
  }

  /** The payment as it stands now; throws when it is none of this order's. */
  payment(paymentId: string): Payment {
    const payment = this.payments.get(paymentId);
    if (!payment) throw new RangeError('the payment is not of this order');
    return payment;
  }

  refund(refundId: string): Refund | undefined {
    return this.refunds.get(refundId);
  }

  refundsOf(paymentId: string): Refund[] {
    return [...this.refunds.values()].filter((refund) => refund.paymentId === paymentId);
  }

  add(payment: Payment): void {
    this.payments.set(payment.id, payment);
    this.added.add(payment.id);
  }

  /** Changes fields that are not the state. */
  patch(paymentId: string, fields: Partial<Omit<Payment, 'id' | 'orderId' | 'status' | 'version'>>): Payment {
    const payment = { ...this.payment(paymentId), ...fields };
    this.payments.set(paymentId, payment);
    this.touched.add(paymentId);
    return payment;
  }

  /**
   * True when the payment moved on; false when it stays, because it is there already or because the move is not legal.
   */
  move(paymentId: string, move: PaymentMove): boolean {
    const payment = this.payment(paymentId);
    const step = paymentTransitions.step(payment.status, move);
    if (step.kind !== 'moved') return false;
    this.payments.set(paymentId, { ...payment, status: step.to });
    this.touched.add(paymentId);
    return true;
  }

  moveOrder(move: OrderMove): boolean {
    const step = orderTransitions.step(this.current.status, move);
    if (step.kind !== 'moved') return false;
    this.current = { ...this.current, status: step.to, version: this.current.version + 1 };
    this.orderTouched = true;
    return true;
  }

  putRefund(refund: Refund): void {
    this.refunds.set(refund.id, refund);
    this.touched.add(refund.id);
  }

  moveRefund(refundId: string, move: RefundMove, failure: Failure | null = null): boolean {
    const refund = this.refunds.get(refundId);
    if (!refund) return false;
    const step = refundTransitions.step(refund.status, move);
    if (step.kind !== 'moved') return false;
    this.putRefund({ ...refund, status: step.to, failure });
    return true;
  }

  write(paymentId: string, kind: OperationKind, amountMinor: number, id = this.newId()): NewOperation {
    const operation = { id, paymentId, kind, amountMinor };
    this.operations.push(operation);
    return operation;
  }

  close(operation: OperationChange): void {
    this.operationChanges.push(operation);
  }

  book(journal: Journal): void {
    this.journals.push(journal);
  }

  note(fact: Fact): void {
    if (fact.providerPaymentId) this.tries.set(fact.providerPaymentId, fact);
  }

  /** Counts the payment's version up and remembers what to tell. */
  tell(paymentId: string, happening: (order: Order, payment: Payment) => Happening): void {
    const payment = this.payment(paymentId);
    const counted = { ...payment, version: payment.version + 1 };
    this.payments.set(paymentId, counted);
    this.touched.add(paymentId);
    this.happenings.push(happening(this.current, counted));
  }

  tellOfOrder(happening: (order: Order) => Happening): void {
    this.happenings.push(happening(this.current));
  }

  /** Booking is asked again about a payment; the same version is told (R2). */
  askAgain(paymentId: string): void {
    const payment = this.payment(paymentId);
    const told = { ...payment, version: payment.authorizedVersion ?? payment.version };
    this.happenings.push({ type: 'payment.authorized', order: this.current, payment: told });
    this.asked.push(paymentId);
  }

  /** The order itself is already stored as it is now. */
  orderIsStored(): void {
    this.orderTouched = false;
  }

  changes(): CaseChanges {
    const payments = this.allPayments();
    return {
      order: this.orderTouched ? this.current : null,
      payments: payments.filter(({ id }) => this.touched.has(id) && !this.added.has(id)),
      newPayments: payments.filter(({ id }) => this.added.has(id)),
      refunds: [...this.refunds.values()].filter(({ id }) => this.touched.has(id)),
      operations: this.operations,
      operationChanges: this.operationChanges,
      journals: this.journals,
      tries: [...this.tries.values()],
      happenings: this.happenings,
      asked: this.asked,
    };
  }
}
