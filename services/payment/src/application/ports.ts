import type { DecisionAnswer, HoldAnswer, HoldExtension, HoldRequest } from '#contracts';
import type { OperationKind, OperationState } from '../domain/operation.js';
import type { Order } from '../domain/order.js';
import type { OrderCase } from '../domain/order-case.js';
import type { Payment } from '../domain/payment.js';
import type { FeeTerms } from '../domain/pricing.js';
import type { Refund } from '../domain/refund.js';
import type { Owned, Viewer } from './access.js';
import type { ProviderAccount, ProviderFact } from './provider-port.js';

export { type Actor, Acts, Outbox, type NewEvent } from '#messaging';
export { PaymentProviders } from './provider-port.js';

/** The transaction scope: everything awaited inside `run` is one transaction; nested calls join. */
export abstract class Transactions {
  abstract run<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `callback` when the outermost transaction has committed, never if it rolls back. */
  abstract afterCommit(callback: () => void): void;
}

export type CaseKeys = { readonly orderIds: readonly string[] } | { readonly paymentIds: readonly string[] };

/**
 * Orders with their payments and refunds. `lock` locks the orders, then the payments, each in the order of their ids
 * (R1).
 */
export abstract class OrderCases {
  abstract lock(keys: CaseKeys): Promise<OrderCase[]>;
  /** Writes the changes of all cases, one statement a table. */
  abstract save(cases: readonly OrderCase[]): Promise<void>;
}

/** An order as it is first written. */
export interface NewOrder {
  readonly order: Order;
  readonly customerEmail: string | null;
  readonly customerName: string | null;
  readonly cartId: string | null;
  readonly holdExpiresAt: Date | null;
  readonly provider: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

export abstract class Orders {
  /** Inserts those not there yet and gives the ids of the inserted. */
  abstract insert(orders: readonly NewOrder[]): Promise<ReadonlySet<string>>;
  abstract extendHold(orderId: string, expiresAt: Date): Promise<void>;
}

export interface EventKey {
  readonly provider: string;
  readonly accountId: string;
  readonly providerEventId: string;
}

export type EventState = 'applied' | 'unmatched' | 'quarantined' | 'ignored';

export interface EventRecord extends EventKey {
  readonly state: EventState;
  readonly reason: string | null;
  readonly paymentId: string | null;
  readonly livemode: boolean | null;
  readonly facts: readonly ProviderFact[];
}

/** Names of a payment at its provider. */
export interface ProviderNames {
  readonly provider: string;
  readonly accountId: string;
  readonly sessionId: string | null;
  readonly paymentId: string | null;
}

export abstract class ProviderEvents {
  /** Which of these have been settled before (everything but unmatched). */
  abstract known(keys: readonly EventKey[]): Promise<EventKey[]>;
  abstract record(records: readonly EventRecord[]): Promise<void>;
  /** Unmatched events whose payment is there by now. */
  abstract matchable(limit: number): Promise<EventRecord[]>;
  /** Our payment's id for each of these names; null where none is known. */
  abstract resolve(names: readonly ProviderNames[]): Promise<(string | null)[]>;
}

/** A written call, leased to us, with what is needed to make it. */
export interface LeasedOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  readonly amountMinor: number;
  readonly attempts: number;
  readonly leaseToken: string;
  readonly payment: Pick<
    Payment,
    | 'id'
    | 'orderId'
    | 'provider'
    | 'accountId'
    | 'method'
    | 'amountMinor'
    | 'currency'
    | 'manualCapture'
    | 'providerSessionId'
    | 'providerPaymentId'
  > & { readonly paymentToken: string | null; readonly livemode: boolean };
  readonly customer: { readonly name: string | null; readonly email: string | null };
  readonly description: string;
  readonly holdExpiresAt: Date | null;
  readonly reason: string | null;
}

export abstract class Operations {
  /** Leases up to `limit` calls that are due. */
  abstract claim(limit: number): Promise<LeasedOperation[]>;
  /** Leases these if they are open and nobody has them. */
  abstract claimThese(ids: readonly string[]): Promise<LeasedOperation[]>;
  /** The calls of a payment that have no outcome yet. */
  abstract openOf(paymentId: string): Promise<{ id: string; kind: OperationKind; state: OperationState }[]>;
  /**
   * Gives a call back to be made later: it surely did not reach the provider. Ignored for a lease that is no longer
   * ours.
   */
  abstract postpone(operation: LeasedOperation, seconds: number): Promise<void>;
  /** Makes calls claimable at once whose process was killed; those of one that only stands still keep their lease. */
  abstract takeFromTheDead(): Promise<void>;
}

/** A payment whose provider is to be asked what holds. */
export interface PollDue {
  readonly paymentId: string;
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
  readonly creating: boolean;
  /** The create call, when its outcome is not known. */
  readonly lostCreateId: string | null;
}

export interface RefundPollDue {
  readonly refundId: string;
  readonly paymentId: string;
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
  readonly providerRefundId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export abstract class Polls {
  /** Takes up to `limit` payments that are due and sets their next time by the schedule. */
  abstract payments(limit: number): Promise<PollDue[]>;
  abstract refunds(limit: number): Promise<RefundPollDue[]>;
}

export abstract class Questions {
  /** Payments booking was asked about and has not decided in time: 60 s after the first question, then every 10 min. */
  abstract due(limit: number): Promise<string[]>;
}

/** booking's holds (internal HTTP). */
export abstract class Holds {
  abstract hold(request: HoldRequest): Promise<HoldAnswer>;
  abstract extend(holdId: string): Promise<HoldExtension>;
}

/** booking's decisions (internal HTTP). */
export abstract class Decisions {
  abstract close(paymentId: string, orderId: string, reason: string): Promise<DecisionAnswer>;
}

export interface MerchantNews {
  readonly merchantId: string;
  readonly version: number;
  readonly name?: string;
  readonly livemode: boolean;
  readonly disabled?: boolean;
}

/** On what terms a merchant sells, and whether it may at present. */
export interface MerchantTerms extends FeeTerms {
  readonly disabled: boolean;
}

export abstract class MerchantAccounts {
  /** Terms of a merchant; the defaults for one we have not heard of yet. */
  abstract terms(merchantId: string): Promise<MerchantTerms>;
  abstract learn(news: readonly MerchantNews[]): Promise<void>;
}

/** The accounts at providers that a merchant's payments may use. */
export abstract class ProviderAccounts {
  abstract find(provider: string, accountId: string, livemode: boolean): Promise<ProviderAccount | undefined>;
  /** The merchant's own account at the provider, else the platform's. */
  abstract forMerchant(merchantId: string, provider: string, livemode: boolean): Promise<ProviderAccount | undefined>;
  /** The provider used when none is named: the first a live merchant configured (R15), else the mode's default. */
  abstract defaultProvider(merchantId: string, livemode: boolean): Promise<string | undefined>;
  /** Makes the platform's accounts known by their ids, without their secrets. */
  abstract seedPlatform(): Promise<void>;
}

/** Records as they are read, for answers and pages. */
export interface OrderRecord extends Order, Owned {
  readonly customerEmail: string | null;
  readonly customerName: string | null;
  readonly holdExpiresAt: Date | null;
  readonly provider: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

export interface PaymentRecord extends Payment, Owned {
  readonly purpose: Order['purpose'];
  readonly updatedAt: Date;
}

export interface RefundRecord extends Refund, Owned {
  readonly orderId: string;
  readonly currency: string;
  readonly createdAt: Date;
}

export interface ListWish {
  readonly viewer: Viewer;
  readonly limit: number;
  /** Only ids before this one: newest first. */
  readonly beforeId: string | null;
  readonly status: string | null;
  readonly orderId: string | null;
}

/** Reads without locks. Lists give at most `limit + 1` rows, newest first. */
export abstract class Archive {
  abstract order(id: string): Promise<OrderRecord | undefined>;
  abstract orders(wish: ListWish): Promise<OrderRecord[]>;
  abstract payment(id: string): Promise<PaymentRecord | undefined>;
  abstract payments(wish: ListWish): Promise<PaymentRecord[]>;
  abstract paymentsOf(orderIds: readonly string[]): Promise<PaymentRecord[]>;
  abstract refund(id: string): Promise<RefundRecord | undefined>;
  abstract refunds(wish: ListWish): Promise<RefundRecord[]>;
  abstract refundsOf(paymentIds: readonly string[]): Promise<RefundRecord[]>;
}

/** analytics' event log (internal HTTP). */
export abstract class Timelines {
  abstract of(paymentId: string): Promise<unknown>;
}
