import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { paymentNotFound } from '../../domain/payment.errors.js';
import { owned, type Viewer } from '../access.js';
import { Archive, type PaymentRecord } from '../ports.js';
import { ProviderQuestions } from './provider-questions.js';

export interface VerifyPaymentCommand {
  readonly viewer: Viewer;
  readonly paymentId: string;
  readonly providerOrderId: string;
  readonly providerPaymentId: string;
  readonly signature: string;
}

/**
 * A frontend hands in what the provider's checkout signed: it is verified against our stored session, then the
 * provider is asked.
 */
@Injectable()
export class VerifyPayment {
  constructor(
    private readonly archive: Archive,
    private readonly questions: ProviderQuestions,
  ) {}

  async execute(command: VerifyPaymentCommand): Promise<PaymentRecord> {
    const payment = owned(command.viewer, await this.archive.payment(command.paymentId), paymentNotFound);
    const at = { ...payment, paymentId: payment.id };
    const reached = await this.questions.reach(at);
    const { providerSessionId } = payment;
    if (!reached || providerSessionId === null || providerSessionId !== command.providerOrderId) throw notVerified();
    const { providerPaymentId, signature } = command;
    reached.provider.verifyCheckout(reached.account, { providerSessionId, providerPaymentId, signature });
    await this.questions.ask(at);
    return (await this.archive.payment(payment.id)) ?? payment;
  }
}

const notVerified = () => new DomainError(ERROR.badSignature, 'The signature is not one of this payment.');
