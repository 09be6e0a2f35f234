/**
 * Bodies of the internal HTTP calls between services (JSON, snake_case). Each is served under `/internal/…` with
 * service credentials.
 */

/** `POST internal/holds` (payment → booking): turns the cart into a hold for this order, all lines or none. */
export interface HoldRequest {
  readonly cart_id: string;
  readonly order_id: string;
  readonly customer: { readonly id: string; readonly email: string; readonly name: string };
  /** The amount the caller expects, if it said one; another price answers 1013. */
  readonly amount_minor?: number;
}

export interface HoldLine {
  readonly slot_id: string;
  readonly tier_id: string;
  /** What the line is, for people: listing, date and tier. */
  readonly title: string;
  readonly quantity: number;
  readonly unit_price_minor: number;
}

/** The cart's one active hold. When the cart already had one, `order_id` is that hold's order and not the caller's. */
export interface HoldAnswer {
  readonly hold_id: string;
  readonly order_id: string;
  readonly merchant_id: string;
  readonly livemode: boolean;
  readonly amount_minor: number;
  readonly currency: string;
  readonly expires_at: string;
  readonly lines: readonly HoldLine[];
}

/** `POST internal/holds/{hold_id}/extend` (payment → booking, on a retry): once a hold, by the hold's usual time. */
export interface HoldExtension {
  readonly hold_id: string;
  readonly status: 'active' | 'consumed' | 'released' | 'expired';
  readonly expires_at: string;
}

/** `POST internal/orders/close` (booking → payment): asks to give up orders whose holds ran out. */
export interface CloseOrdersRequest {
  readonly order_ids: readonly string[];
}

export interface CloseOrdersAnswer {
  /** `closed`: the hold may be released. `paid` and `wait`: it may not yet. */
  readonly orders: readonly { readonly order_id: string; readonly outcome: 'paid' | 'wait' | 'closed' }[];
}

/** `PUT internal/decisions/{payment_id}` (payment → booking): closes an undecided payment; answers what holds. */
export interface CloseDecisionRequest {
  readonly order_id: string;
  readonly outcome: 'closed';
  readonly reason: string;
}

export interface DecisionAnswer {
  readonly payment_id: string;
  readonly order_id: string;
  readonly outcome: 'confirmed' | 'rejected' | 'closed';
  readonly book_id: string | null;
  readonly reason: string | null;
}

/** `POST internal/api-keys/authenticate` (api-gateway → auth). 1002 when the key is not good. */
export interface AuthenticateKeyRequest {
  readonly key: string;
}

export interface AuthenticateKeyAnswer {
  /** A short-lived access token that stands for the key's merchant, mode and scopes. */
  readonly access: string;
  readonly expires_at: string;
  readonly key_id: string;
  /** Addresses and nets (CIDR) the key may be used from; null: any. */
  readonly allowed_ips: readonly string[] | null;
}

/** `POST internal/rate-limits/take` (gateway → auth): counts one request at an authentication route. */
export interface TakeRateRequest {
  readonly name: string;
  readonly points: number;
  readonly window_s: number;
}

export interface TakeRateAnswer {
  /** 0: within the limit. */
  readonly retry_after_s: number;
}

/**
 * `POST internal/acts` (api-gateway and the command line → auth): what is about to be done where no transaction of its
 * own could tell of it. Asked before it is done: what can't be written down isn't done.
 */
export interface RecordActRequest {
  readonly action: string;
  /** Null: the platform's operator at the command line. */
  readonly actor_id: string | null;
  readonly credential_id: string | null;
  readonly target_type: string;
  readonly target_id: string;
  readonly ip: string | null;
  readonly request_id: string | null;
}

/** Buckets told in one call: a JSON body has at most 1,000 keys. */
export const BUCKETS_AT_ONCE = 200;

/** `POST internal/rate-limits/reconcile` (each gateway → auth, every second). */
export interface ReconcileBucketsRequest {
  readonly buckets: readonly {
    readonly name: string;
    /** Tokens taken since the last time. */
    readonly taken: number;
    readonly burst: number;
    readonly per_second: number;
  }[];
}

export interface ReconcileBucketsAnswer {
  /** What is left in each for all gateways together, in the same order; below zero where too much was taken. */
  readonly tokens: readonly number[];
}

/**
 * `POST internal/endpoints` (auth → webhook-dispatcher, at registration). Asked again for the same merchant and URL, it
 * answers the same endpoint without a secret.
 */
export interface RegisterEndpointRequest {
  readonly merchant_id: string;
  readonly livemode: boolean;
  readonly url: string;
}

export interface RegisterEndpointAnswer {
  readonly endpoint_id: string;
  readonly secret: string | null;
}
