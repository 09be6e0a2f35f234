import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import type { Attempt } from '../../domain/attempt.js';
import type { Instrument } from '../../domain/payment.js';
import { invalidField } from '../../domain/payment.errors.js';
import { PaymentProviders, ProviderAccounts } from '../ports.js';
import { PAYMENT_METHODS, type PaymentMethod, type PaymentProvider, type ProviderAccount } from '../provider-port.js';

/** How somebody wants to pay. A provider's name in `method` selects the provider. */
export interface Wish {
  readonly method: string | null;
  readonly provider: string | null;
}

export interface Choice {
  readonly provider: PaymentProvider;
  readonly account: ProviderAccount;
  readonly method: PaymentMethod | null;
}

/** Sessions without a hold may be paid so long, in seconds. */
const SESSION_SECONDS = 1_800;

@Injectable()
export class ProviderChoice {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly accounts: ProviderAccounts,
    private readonly clock: Clock,
  ) {}

  /**
   * The provider, account and method to pay `merchantId` with; throws 1004 for what is not available in this mode
   * (R15).
   */
  async choose(payee: { merchantId: string; livemode: boolean }, wish: Wish): Promise<Choice> {
    const { merchantId, livemode } = payee;
    const method = wish.method?.toLowerCase() ?? null;
    const isProvider = method !== null && this.providers.names(livemode).includes(method);
    const name =
      wish.provider?.toLowerCase() ?? (isProvider ? method : await this.accounts.defaultProvider(merchantId, livemode));
    const provider = name === undefined ? undefined : this.providers.find(name, livemode);
    const account = provider && (await this.accounts.forMerchant(merchantId, provider.name, livemode));
    if (!provider || !account) throw invalidField('provider', 'is not available here');
    return { provider, account, method: isProvider ? null : methodOf(provider, method) };
  }

  /** A first or further attempt by this choice. */
  attempt(
    id: string,
    { provider, account, method }: Choice,
    more: { parentPaymentId?: string; instrument?: Instrument; holdExpiresAt?: Date | null } = {},
  ): Attempt {
    const { capabilities } = provider;
    const now = this.clock.now();
    const endsMs = Math.max(more.holdExpiresAt?.getTime() ?? 0, now.getTime() + SESSION_SECONDS * 1_000);
    return {
      id,
      operationId: newId(),
      parentPaymentId: more.parentPaymentId ?? null,
      provider: provider.name,
      accountId: account.id,
      method,
      manualCapture: capabilities.manualCapture,
      cancellable: capabilities.cancelSession,
      instrument: more.instrument ?? null,
      pollUntil: new Date(endsMs + capabilities.lateSuccessWindowS * 1_000),
      createdAt: now,
    };
  }
}

function methodOf(provider: PaymentProvider, method: string | null): PaymentMethod | null {
  if (method === null) return null;
  const known = PAYMENT_METHODS.find((one) => one === method);
  if (!known || !provider.capabilities.methods.includes(known)) {
    throw invalidField('method', `must be one of ${provider.capabilities.methods.join(', ')}`);
  }
  return known;
}
