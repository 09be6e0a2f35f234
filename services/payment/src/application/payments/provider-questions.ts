import { Injectable } from '@nestjs/common';
import { FactDoor, type Receipt } from '../fact-door.js';
import { PaymentProviders, ProviderAccounts } from '../ports.js';
import type { PaymentProvider, ProviderAccount } from '../provider-port.js';

/** Where a payment is at. */
export interface At {
  readonly paymentId: string;
  readonly provider: string;
  readonly accountId: string;
  readonly livemode: boolean;
  /** The create call, when its outcome is not known. */
  readonly lostCreateId?: string | null;
}

/** Asks a provider what it knows of a payment and puts the answer through the one door (R1). */
@Injectable()
export class ProviderQuestions {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly accounts: ProviderAccounts,
    private readonly door: FactDoor,
  ) {}

  async reach(at: At): Promise<{ provider: PaymentProvider; account: ProviderAccount } | undefined> {
    const provider = this.providers.find(at.provider, at.livemode);
    const account = await this.accounts.find(at.provider, at.accountId, at.livemode);
    return provider && account && { provider, account };
  }

  /** Undefined when the provider could not be asked. */
  async ask(at: At): Promise<Receipt | undefined> {
    const reached = await this.reach(at);
    if (!reached) return undefined;
    const answer = await reached.provider.fetchByReference(reached.account, at.paymentId);
    if (answer.kind !== 'ok') return undefined;
    const { lostCreateId } = at;
    if (!lostCreateId) return this.door.report({ facts: answer.facts });
    const about = { operationId: lostCreateId, operation: 'create' } as const;
    const outcome = answer.value.known
      ? ({ ...about, kind: 'succeeded', session: answer.value.session } as const)
      : ({ ...about, kind: 'failed', failure: NEVER_ARRIVED } as const);
    return this.door.report({ facts: answer.facts, result: { paymentId: at.paymentId, outcome } });
  }
}

const NEVER_ARRIVED = {
  code: 'not_received',
  message: 'The provider never received the payment; nothing was charged.',
  next: 'retry',
} as const;
