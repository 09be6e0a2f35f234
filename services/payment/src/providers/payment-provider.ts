import type { Failure, ProviderFact } from './provider-fact.js';

export const PAYMENT_METHODS = ['credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/**
 * Credentials of one account at one provider. `id` is our opaque id of it (rule R16) and safe to show; the rest is
 * secret.
 */
export interface ProviderAccount {
  readonly id: string;
  readonly provider: string;
  readonly livemode: boolean;
  /**
   * True for the platform's own account, whose events come to `…/webhooks/{provider}/` without an account in the
   * path.
   */
  readonly platform: boolean;
  /** The adapter's own secrets by name (API key, checkout secret …). Each adapter documents and checks its names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The live secrets of inbound events, current first; two during a rotation. */
  readonly webhookSecrets: readonly string[];
}

/** What a provider can do, as data: the core asks these instead of asking for a provider's name. */
export interface ProviderCapabilities {
  /** Authorize now, capture later. Without it money is captured at once and goes back by refund. */
  readonly manualCapture: boolean;
  readonly partialCapture: boolean;
  /** An open session can be closed from our side. */
  readonly cancelSession: boolean;
  /** `createSession` may charge at once with a `paymentToken` or `upiId`, without a page. */
  readonly serverCharge: boolean;
  /** Takes raw card numbers into a vault (`vaultCard`): only the sandbox does. */
  readonly takesCards: boolean;
  /** The event signature covers the body. Where false an event is only a hint and its payment is polled. */
  readonly eventsBindBody: boolean;
  /** Shortest and longest life of a session we may ask for, in seconds. */
  readonly sessionLifeS: { readonly min: number; readonly max: number };
  /** For how long after a session's end a success may still arrive, in seconds: so long an open outcome is polled. */
  readonly lateSuccessWindowS: number;
  /** How long an authorization lives before the provider lets it lapse, in seconds. */
  readonly authorizationLifeS: number;
  /** The longest a hold on places may be stretched for one of its payments, in seconds (rule R8). */
  readonly maxHoldS: number;
  readonly methods: readonly PaymentMethod[];
}

/**
 * How a call ended. Every adapter method that calls the provider gives one and never throws for the network or the
 * provider:
 * - `ok`: it answered; `facts` are what it said, to be applied like any other fact;
 * - `refused`: a final no; repeating the same call gives the same answer;
 * - `not_sent`: the request surely never reached it (no connection): nothing was charged, 1014 for a caller, may be
 *   repeated;
 * - `unknown`: sent and not understood (time-out, cut connection, 5xx, a body that is not what its documentation
 *   says): it may have happened. Repeat with the same idempotency key, or ask by reference; never assume (rule R14).
 */
export type ProviderAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly facts: readonly ProviderFact[] }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface SessionRequest {
  /** Our payment id: unique at the provider, the handle of `fetchByReference`. */
  readonly reference: string;
  /** The id of our written-down operation (rule R4). The same key always means the same session. */
  readonly idempotencyKey: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** What the customer chose; without it the provider's page offers all. */
  readonly method?: PaymentMethod;
  readonly capture: 'automatic' | 'manual';
  /** Where the provider sends the browser when it is done. */
  readonly returnUrl: string;
  readonly description: string;
  readonly customer?: { readonly name?: string; readonly email?: string; readonly phone?: string };
  /** Wished life of the session in seconds; the adapter clamps it to `capabilities.sessionLifeS`. */
  readonly expiresInS: number;
  /** Charge this vaulted card at once, from server to server. */
  readonly paymentToken?: string;
  /** Charge this UPI id at once. */
  readonly upiId?: string;
}

/** How a browser gets to the provider: follow `url`, post `fields` to it as a form, or hand `fields` to its script. */
export interface Checkout {
  readonly type: 'redirect' | 'form' | 'sdk';
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly fields: Readonly<Record<string, string>>;
}

export interface Session {
  readonly providerSessionId: string;
  readonly paymentUrl: string;
  readonly checkout: Checkout;
  readonly expiresAt: Date;
}

/** `known: false` means the provider has surely never seen the reference: nothing was charged. */
export type SessionState =
  { readonly known: false } | { readonly known: true; readonly session: Session; readonly over: boolean };

export interface CardDetails {
  readonly number: string;
  /** `MM/YY` or `MM/YYYY`. */
  readonly expiry: string;
  readonly cvv: string;
}

export interface VaultedCard {
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
  /** A keyed HMAC of the number: the same card gives the same one, and nobody gets the number back from it. */
  readonly fingerprint: string;
}

/**
 * An operation on money already reserved or taken. `idempotencyKey` is the id of our written-down operation (rule
 * R4).
 */
export interface MoneyRequest {
  readonly reference: string;
  readonly providerPaymentId: string;
  readonly idempotencyKey: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface RefundRequest extends MoneyRequest {
  /** Our refund id; comes back in facts as `refundReference`. */
  readonly refundReference: string;
  readonly reason?: string;
}

export interface RefundState {
  readonly providerRefundId: string;
  readonly status: 'pending' | 'processed' | 'failed';
}

/** What a frontend hands in after checkout; the session id must be *our stored* one, never the caller's. */
export interface CheckoutProof {
  readonly providerSessionId: string;
  readonly providerPaymentId: string;
  readonly signature: string;
}

/**
 * A browser that came back. `facts` are what its signature covers and may be empty: then, and always where money would
 * move, the caller asks `fetchByReference`.
 */
export interface ReturnNotice {
  readonly reference?: string;
  readonly providerSessionId?: string;
  readonly providerPaymentId?: string;
  readonly facts: readonly ProviderFact[];
}

export type ProviderHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The port every payment provider is behind. One adapter a company, stateless besides its connections; it translates,
 * signs and verifies, and decides nothing: no repository, no default that fails open. The suite in
 * `payment-provider.conformance.ts` is its contract.
 */
export interface PaymentProvider {
  readonly name: string;
  readonly capabilities: ProviderCapabilities;

  /**
   * Opens a session for one payment, or finds the one the same key opened before. With a `paymentToken` or `upiId` it
   * is charged at once and `facts` say how that went; a decline is `ok` with a `failed` fact whose `sessionOver` is
   * true.
   */
  createSession(account: ProviderAccount, request: SessionRequest): Promise<ProviderAnswer<Session>>;

  /**
   * Everything the provider knows of our payment: every try, its captures and refunds, as facts in the order they
   * happened.
   */
  fetchByReference(account: ProviderAccount, reference: string): Promise<ProviderAnswer<SessionState>>;

  /**
   * Closes an open session so that nobody can pay it any more. `over: false` when it can't be closed yet (a try is
   * under way); when it has been paid the facts say so and nothing is changed.
   */
  cancelSession(
    account: ProviderAccount,
    request: { readonly reference: string; readonly providerSessionId: string },
  ): Promise<ProviderAnswer<{ readonly over: boolean }>>;

  /**
   * Takes all or part of what is authorized; the rest lapses. A capture that fails for good is `ok` with
   * `capture_failed`.
   */
  capture(account: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>>;

  /** Gives an authorization back. Refused with `not_possible_now` when it is captured already: refund instead. */
  void(account: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>>;

  /** Sends captured money back, all or part. Refused when more is asked for than is left. */
  refund(account: ProviderAccount, request: RefundRequest): Promise<ProviderAnswer<RefundState>>;

  fetchRefund(
    account: ProviderAccount,
    request: { readonly reference: string; readonly providerRefundId: string },
  ): Promise<ProviderAnswer<RefundState>>;

  /**
   * Puts a card into the provider's vault (`capabilities.takesCards` only). Details that can't be a card are
   * `refused` with `details_wrong`.
   */
  vaultCard(account: ProviderAccount, card: CardDetails): Promise<ProviderAnswer<VaultedCard>>;

  /**
   * Verifies an inbound event over its raw bytes with the account's live secrets, then translates it. An event we
   * have no use for gives no facts. Throws DomainError 1015 when the signature does not verify, 1024 when a signed
   * body is not what the provider documents.
   */
  parseEvent(account: ProviderAccount, rawBody: Buffer, headers: ProviderHeaders): readonly ProviderFact[];

  /**
   * Verifies the signature of a finished checkout, constant in time. Throws DomainError 1015. What it was worth is
   * asked by reference.
   */
  verifyCheckout(account: ProviderAccount, proof: CheckoutProof): void;

  /** Verifies and reads the query or form a browser came back with. Throws DomainError 1015. */
  parseReturn(account: ProviderAccount, fields: Readonly<Record<string, unknown>>): ReturnNotice;
}

/** The providers this process may use, by name. */
export abstract class PaymentProviders {
  /** Undefined for a name that is not built, not configured, or not allowed in this mode (rule R15). */
  abstract find(name: string, livemode: boolean): PaymentProvider | undefined;
  /** The platform's own account at a provider; undefined where it has none in this mode. */
  abstract platformAccount(name: string, livemode: boolean): ProviderAccount | undefined;
  /** Names usable in this mode, the default first. */
  abstract names(livemode: boolean): readonly string[];
}
