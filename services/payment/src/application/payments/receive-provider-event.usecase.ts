import { Injectable } from '@nestjs/common';
import { DomainError, ERROR, isUuid } from '#kernel';
import { tryAgain } from '../../domain/payment.errors.js';
import { FactDoor, type Report } from '../fact-door.js';
import { PaymentProviders, ProviderAccounts } from '../ports.js';
import type { PaymentProvider, ProviderAccount, ProviderFact } from '../provider-port.js';
import { ProviderQuestions } from './provider-questions.js';

export interface InboundEvent {
  readonly provider: string;
  /** Our opaque id of the credentials it was sent for; null for the platform's (R16). */
  readonly accountId: string | null;
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Takes a provider's signed notice: verified over its raw bytes, stored and applied in one transaction; only then it
 * is answered.
 */
@Injectable()
export class ReceiveProviderEvent {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly accounts: ProviderAccounts,
    private readonly door: FactDoor,
    private readonly questions: ProviderQuestions,
  ) {}

  async execute(inbound: InboundEvent): Promise<{ received: true; duplicate: boolean }> {
    const { facts, provider, account } = await this.read(inbound);
    if (!provider.capabilities.eventsBindBody) return this.ask(facts, account);
    const byEvent = Map.groupBy(facts, ({ providerEventId }) => providerEventId);
    const reports = [...byEvent.values()].map((own) => reportOf(own, account.livemode));
    const receipts = await Promise.all(reports.map((report) => this.door.report(report)));
    return { received: true, duplicate: receipts.length > 0 && receipts.every(({ state }) => state === 'duplicate') };
  }

  /** An event whose signature does not cover its body is only a hint: what holds is asked of the provider. */
  private async ask(facts: readonly ProviderFact[], account: ProviderAccount) {
    const { id: accountId, provider, livemode } = account;
    const paymentIds = new Set(facts.flatMap(({ reference }) => (isUuid(reference) ? [reference] : [])));
    const places = [...paymentIds].map((paymentId) => ({ paymentId, provider, accountId, livemode }));
    const receipts = await Promise.all(places.map((at) => this.questions.ask(at)));
    if (receipts.includes(undefined)) throw tryAgain('The provider could not be asked; send the event again.');
    return { received: true, duplicate: false } as const;
  }

  /** By the first account whose secret verifies it; the platform's live and sandbox accounts share one address. */
  private async read({ provider: name, accountId, rawBody, headers }: InboundEvent) {
    let refusal: DomainError | undefined;
    for (const livemode of [true, false]) {
      const found = await this.credentials(name, accountId, livemode);
      if (!found) continue;
      try {
        return { ...found, facts: found.provider.parseEvent(found.account, rawBody, headers) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refusal = error;
      }
    }
    throw refusal ?? new DomainError(ERROR.notFound, 'There is no such provider here.');
  }

  private async credentials(
    name: string,
    accountId: string | null,
    livemode: boolean,
  ): Promise<{ provider: PaymentProvider; account: ProviderAccount } | undefined> {
    const provider = this.providers.find(name, livemode);
    const account =
      accountId === null
        ? this.providers.platformAccount(name, livemode)
        : await this.accounts.find(name, accountId, livemode);
    return provider && account && { provider, account };
  }
}

function reportOf(facts: readonly ProviderFact[], livemode: boolean): Report {
  const [first] = facts;
  if (!first?.providerEventId) return { facts, livemode };
  const { provider, accountId, providerEventId } = first;
  return { facts, livemode, event: { provider, accountId, providerEventId } };
}
