import type {
  CheckoutProof,
  MoneyRequest,
  PaymentProvider,
  ProviderAccount,
  ProviderAnswer,
  ProviderCapabilities,
  RefundRequest,
  RefundState,
  ReturnNotice,
  Session,
  SessionRequest,
  SessionState,
  VaultedCard,
} from './providers/payment-provider.js';
import { PaymentProviders } from './providers/payment-provider.js';
import type { ProviderFact } from './providers/provider-fact.js';

export const ACCOUNT: ProviderAccount = {
  id: 'platform',
  provider: 'simulator',
  livemode: false,
  platform: true,
  secrets: {},
  webhookSecrets: [],
};

type Named = 'create' | 'cancel' | 'capture' | 'void' | 'refund' | 'fetch';
type Reply = Partial<ProviderAnswer<unknown>> & { readonly kind: ProviderAnswer<unknown>['kind'] };

/** A provider that does what it is told, or what providers usually do, and remembers every call by its key. */
export class ScriptedProvider implements PaymentProvider {
  readonly name = 'simulator';
  capabilities: ProviderCapabilities = {
    manualCapture: true,
    partialCapture: true,
    cancelSession: true,
    serverCharge: true,
    takesCards: true,
    eventsBindBody: true,
    sessionLifeS: { min: 30, max: 86_400 },
    lateSuccessWindowS: 3_600,
    authorizationLifeS: 86_400,
    maxHoldS: 1_800,
    methods: ['credit_card', 'debit_card', 'net_banking', 'upi', 'wallet'],
  };
  readonly calls: { readonly kind: Named; readonly key: string; readonly amountMinor: number }[] = [];
  readonly script = new Map<Named, Reply[]>();
  /** What `fetchByReference` says of each payment. */
  readonly books = new Map<string, ProviderFact[]>();

  /** The next call of this kind is answered so. */
  next(kind: Named, ...replies: Reply[]): void {
    this.script.set(kind, [...(this.script.get(kind) ?? []), ...replies]);
  }

  fact(reference: string, fact: Partial<ProviderFact> & Pick<ProviderFact, 'outcome'>): ProviderFact {
    return {
      provider: this.name,
      accountId: ACCOUNT.id,
      reference,
      providerPaymentId: `pay_${reference}`,
      currency: 'INR',
      occurredAt: new Date(),
      ...fact,
    };
  }

  async createSession(_: ProviderAccount, request: SessionRequest): Promise<ProviderAnswer<Session>> {
    const { reference, idempotencyKey, amountMinor, paymentToken } = request;
    const facts = paymentToken ? [this.fact(reference, { outcome: 'authorized', amountMinor })] : [];
    const url = `https://pay.example/${reference}`;
    const checkout = { type: 'redirect', url, method: 'GET', fields: {} } as const;
    const expiresAt = new Date(Date.now() + request.expiresInS * 1_000);
    const value = { providerSessionId: `ses_${reference}`, paymentUrl: url, checkout, expiresAt };
    return this.reply('create', idempotencyKey, amountMinor, { kind: 'ok', value, facts });
  }

  async fetchByReference(_: ProviderAccount, reference: string): Promise<ProviderAnswer<SessionState>> {
    const facts = this.books.get(reference);
    const answer: ProviderAnswer<SessionState> = facts
      ? {
          kind: 'ok',
          value: { known: true, over: false, session: { providerSessionId: `ses_${reference}` } as Session },
          facts,
        }
      : { kind: 'ok', value: { known: false }, facts: [] };
    return this.reply('fetch', reference, 0, answer);
  }

  async cancelSession(
    _: ProviderAccount,
    { reference }: { reference: string },
  ): Promise<ProviderAnswer<{ over: boolean }>> {
    return this.reply('cancel', reference, 0, { kind: 'ok', value: { over: true }, facts: [] });
  }

  async capture(_: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>> {
    const { reference, amountMinor, providerPaymentId } = request;
    const facts = [this.fact(reference, { outcome: 'captured', amountMinor, providerPaymentId })];
    return this.reply('capture', request.idempotencyKey, amountMinor, { kind: 'ok', value: null, facts });
  }

  async void(_: ProviderAccount, request: MoneyRequest): Promise<ProviderAnswer<null>> {
    const { reference, amountMinor, providerPaymentId } = request;
    const facts = [this.fact(reference, { outcome: 'voided', amountMinor, providerPaymentId })];
    return this.reply('void', request.idempotencyKey, amountMinor, { kind: 'ok', value: null, facts });
  }

  async refund(_: ProviderAccount, request: RefundRequest): Promise<ProviderAnswer<RefundState>> {
    const { reference, amountMinor, refundReference } = request;
    const providerRefundId = `rf_${refundReference}`;
    const facts = [
      this.fact(reference, { outcome: 'refund_processed', amountMinor, refundReference, providerRefundId }),
    ];
    const value = { providerRefundId, status: 'processed' as const };
    return this.reply('refund', request.idempotencyKey, amountMinor, { kind: 'ok', value, facts });
  }

  async fetchRefund(): Promise<ProviderAnswer<RefundState>> {
    return { kind: 'unknown', reason: 'not scripted' };
  }

  async vaultCard(): Promise<ProviderAnswer<VaultedCard>> {
    return { kind: 'ok', value: { token: 'tok_1', brand: 'visa', last4: '4242', fingerprint: 'fp' }, facts: [] };
  }

  parseEvent(_: ProviderAccount, rawBody: Buffer): readonly ProviderFact[] {
    return [JSON.parse(rawBody.toString()) as ProviderFact];
  }

  verifyCheckout(_: ProviderAccount, _proof: CheckoutProof): void {}

  parseReturn(_: ProviderAccount, fields: Readonly<Record<string, unknown>>): ReturnNotice {
    return { reference: String(fields['reference']), facts: [] };
  }

  private reply<T>(kind: Named, key: string, amountMinor: number, usual: ProviderAnswer<T>): ProviderAnswer<T> {
    this.calls.push({ kind, key, amountMinor });
    return (this.script.get(kind)?.shift() as ProviderAnswer<T> | undefined) ?? usual;
  }
}

export class ScriptedProviders extends PaymentProviders {
  constructor(readonly provider: ScriptedProvider) {
    super();
  }

  override find(name: string, livemode: boolean): PaymentProvider | undefined {
    return name === this.provider.name && !livemode ? this.provider : undefined;
  }

  override platformAccount(name: string, livemode: boolean): ProviderAccount | undefined {
    return name === ACCOUNT.provider && !livemode ? ACCOUNT : undefined;
  }

  override names(livemode: boolean): readonly string[] {
    return livemode ? [] : [this.provider.name];
  }
}
