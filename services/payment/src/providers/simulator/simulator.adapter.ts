import type { Clock } from '#kernel';
import type {
  CardDetails,
  CheckoutProof,
  MoneyRequest,
  PaymentProvider,
  ProviderAccount,
  ProviderAnswer,
  ProviderCapabilities,
  ProviderHeaders,
  RefundRequest,
  RefundState,
  ReturnNotice,
  Session,
  SessionRequest,
  SessionState,
  VaultedCard,
} from '../payment-provider.js';
import type { ProviderFact } from '../provider-fact.js';
import type { SimulatorClient, Told } from './simulator.client.js';
import { readEvent, readReturn, verifyProof } from './simulator.inbound.js';
import { factsOfSession, latestFact, refundFact, sessionOf } from './simulator.mapping.js';
import { parse, type WireReceipt, type WireSession } from './simulator.wire.js';

export const SIMULATOR = 'simulator';

const DAY_S = 86_400;
const CAPABILITIES: ProviderCapabilities = {
  manualCapture: true,
  partialCapture: true,
  cancelSession: true,
  serverCharge: true,
  takesCards: true,
  eventsBindBody: true,
  sessionLifeS: { min: 30, max: DAY_S },
  lateSuccessWindowS: DAY_S,
  authorizationLifeS: 7 * DAY_S,
  maxHoldS: 1_800,
  methods: ['credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'],
};

/**
 * The sandbox provider (services/provider-simulator; its README tells its API). Its account's secrets: `api_key`,
 * `checkout_secret`.
 */
export class SimulatorAdapter implements PaymentProvider {
  readonly name = SIMULATOR;
  readonly capabilities = CAPABILITIES;

  constructor(
    private readonly client: SimulatorClient,
    private readonly clock: Clock,
    /** Where the simulator reaches our inbound route for its events, without the account. Ends in a slash. */
    private readonly notifyUrl: string,
  ) {}

  createSession(account: ProviderAccount, request: SessionRequest): Promise<ProviderAnswer<Session>> {
    const source = sourceOf(request);
    return this.client.call(account, {
      method: 'POST',
      path: source ? '/v1/charges' : '/v1/sessions',
      idempotencyKey: request.idempotencyKey,
      body: { ...this.sessionBody(account, request), ...(source ? { source } : {}) },
      parse: parse.session,
      read: (session) => ({ value: sessionOf(session), facts: factsOfSession(session, { accountId: account.id }) }),
    });
  }

  fetchByReference(account: ProviderAccount, reference: string): Promise<ProviderAnswer<SessionState>> {
    return this.client.call(account, {
      method: 'GET',
      path: `/v1/sessions?reference=${encodeURIComponent(reference)}`,
      parse: parse.sessions,
      read: ({ found }) => stateRead(found, account.id),
    });
  }

  async cancelSession(
    account: ProviderAccount,
    request: { readonly reference: string; readonly providerSessionId: string },
  ): Promise<ProviderAnswer<{ readonly over: boolean }>> {
    const answer = await this.client.call(account, {
      method: 'POST',
      path: `/v1/sessions/${encodeURIComponent(request.providerSessionId)}/cancel`,
      body: { reference: request.reference },
      parse: parse.session,
      read: (session) => ({
        value: { over: session.status !== 'open' },
        facts: factsOfSession(session, { accountId: account.id }),
      }),
    });
    const busy = answer.kind === 'refused' && answer.failure.next === 'wait';
    return busy ? { kind: 'ok', value: { over: false }, facts: [] } : answer;
  }

  capture(account: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>> {
    return this.operate(account, request, 'capture', {}, (receipt) => ({
      value: null,
      facts: [latestFact(receipt, { accountId: account.id })],
    }));
  }

  void(account: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>> {
    return this.operate(account, request, 'void', {}, (receipt) => ({
      value: null,
      facts: [latestFact(receipt, { accountId: account.id })],
    }));
  }

  refund(account: ProviderAccount, request: RefundRequest): Promise<ProviderAnswer<RefundState>> {
    const more = { merchant_refund_id: request.refundReference, ...(request.reason ? { reason: request.reason } : {}) };
    return this.operate(account, request, 'refunds', more, (receipt) => refundRead(receipt, account.id));
  }

  fetchRefund(
    account: ProviderAccount,
    request: { readonly reference: string; readonly providerRefundId: string },
  ): Promise<ProviderAnswer<RefundState>> {
    const { reference, providerRefundId } = request;
    return this.client.call(account, {
      method: 'GET',
      path: `/v1/refunds/${encodeURIComponent(providerRefundId)}?reference=${encodeURIComponent(reference)}`,
      parse: refundReceipt,
      read: (receipt) => refundRead(receipt, account.id),
    });
  }

  vaultCard(account: ProviderAccount, card: CardDetails): Promise<ProviderAnswer<VaultedCard>> {
    return this.client.call(account, {
      method: 'POST',
      path: '/v1/vault/cards',
      body: { number: card.number, expiry: card.expiry, cvv: card.cvv },
      parse: parse.card,
      read: ({ token, brand, last4, fingerprint }) => ({ value: { token, brand, last4, fingerprint }, facts: [] }),
    });
  }

  parseEvent(account: ProviderAccount, rawBody: Buffer, headers: ProviderHeaders): readonly ProviderFact[] {
    return readEvent(account, rawBody, headers, Math.floor(this.clock.now().getTime() / 1_000));
  }

  verifyCheckout(account: ProviderAccount, proof: CheckoutProof): void {
    verifyProof(account, proof);
  }

  parseReturn(account: ProviderAccount, fields: Readonly<Record<string, unknown>>): ReturnNotice {
    return readReturn(account, fields);
  }

  private sessionBody(account: ProviderAccount, request: SessionRequest) {
    const { min, max } = CAPABILITIES.sessionLifeS;
    return {
      reference: request.reference,
      amount: request.amountMinor,
      currency: request.currency,
      capture: request.capture,
      ...(request.method ? { method: request.method } : {}),
      description: request.description,
      return_url: request.returnUrl,
      notify_url: account.platform ? this.notifyUrl : `${this.notifyUrl}${account.id}/`,
      expires_in: Math.min(max, Math.max(min, Math.round(request.expiresInS))),
    };
  }

  private operate<T>(
    account: ProviderAccount,
    request: MoneyRequest,
    action: 'capture' | 'void' | 'refunds',
    more: object,
    read: (receipt: WireReceipt) => Told<T>,
  ): Promise<ProviderAnswer<T>> {
    return this.client.call(account, {
      method: 'POST',
      path: `/v1/payments/${encodeURIComponent(request.providerPaymentId)}/${action}`,
      idempotencyKey: request.idempotencyKey,
      body: { reference: request.reference, ...(action === 'void' ? {} : { amount: request.amountMinor }), ...more },
      parse: action === 'refunds' ? refundReceipt : parse.receipt,
      read,
    });
  }
}

function sourceOf({ paymentToken, upiId }: SessionRequest): object | undefined {
  if (paymentToken !== undefined) return { token: paymentToken };
  return upiId === undefined ? undefined : { upi_id: upiId };
}

function stateRead(found: WireSession | undefined, accountId: string): Told<SessionState> {
  if (!found) return { value: { known: false }, facts: [] };
  const over = found.status !== 'open';
  return { value: { known: true, session: sessionOf(found), over }, facts: factsOfSession(found, { accountId }) };
}

/** A refund's receipt without the refund is not understood. */
function refundReceipt(body: unknown): WireReceipt | undefined {
  const receipt = parse.receipt(body);
  return receipt?.refund ? receipt : undefined;
}

function refundRead({ session, payment, refund }: WireReceipt, accountId: string): Told<RefundState> {
  if (!refund) throw new TypeError('a refund receipt has a refund');
  return {
    value: { providerRefundId: refund.id, status: refund.status },
    facts: [refundFact(session, payment, refund, { accountId })],
  };
}
