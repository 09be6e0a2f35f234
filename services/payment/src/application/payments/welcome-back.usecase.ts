import { Injectable } from '@nestjs/common';
import { DomainError, isUuid } from '#kernel';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { Links } from '../links.js';
import { Archive, PaymentProviders, ProviderEvents } from '../ports.js';
import type { ProviderAccount } from '../provider-port.js';
import { ProviderQuestions } from './provider-questions.js';

/**
 * A browser comes back from a provider: what it brings is verified, the provider is asked, and it goes on to the
 * result.
 */
@Injectable()
export class WelcomeBack {
  constructor(
    private readonly providers: PaymentProviders,
    private readonly events: ProviderEvents,
    private readonly archive: Archive,
    private readonly questions: ProviderQuestions,
    private readonly links: Links,
  ) {}

  /** The address of the result page. Throws 1015 for a forged return. */
  async execute(providerName: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
    const { account, notice } = this.read(providerName, fields);
    const [named] = await this.events.resolve([
      {
        provider: providerName,
        accountId: account.id,
        sessionId: notice.providerSessionId ?? null,
        paymentId: notice.providerPaymentId ?? null,
      },
    ]);
    const paymentId = isUuid(notice.reference) ? notice.reference : named;
    const payment = paymentId ? await this.archive.payment(paymentId) : undefined;
    if (!payment) throw paymentNotFound();
    await this.questions.ask({ ...payment, paymentId: payment.id });
    return this.links.result(payment.id);
  }

  /** Its signature tells which of the platform's accounts it is for. */
  private read(name: string, fields: Readonly<Record<string, unknown>>) {
    let refusal = paymentNotFound();
    for (const livemode of [true, false]) {
      const provider = this.providers.find(name, livemode);
      const account: ProviderAccount | undefined = this.providers.platformAccount(name, livemode);
      if (!provider || !account) continue;
      try {
        return { account, notice: provider.parseReturn(account, fields) };
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }
}
