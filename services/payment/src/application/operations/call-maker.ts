import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Links } from '../links.js';
import type { LeasedOperation } from '../ports.js';
import {
  PAYMENT_METHODS,
  type PaymentMethod,
  type PaymentProvider,
  type ProviderAccount,
  type ProviderAnswer,
  type SessionRequest,
} from '../provider-port.js';

/** Sessions of orders without a hold; orders with one end with it. */
const SESSION_SECONDS = 1_800;

/** Puts a written operation into the provider port's words. */
@Injectable()
export class CallMaker {
  constructor(
    private readonly clock: Clock,
    private readonly links: Links,
  ) {}

  make(
    provider: PaymentProvider,
    account: ProviderAccount,
    operation: LeasedOperation,
  ): Promise<ProviderAnswer<unknown>> {
    switch (operation.kind) {
      case 'create':
        return provider.createSession(account, this.session(operation));
      case 'cancel':
        return this.cancel(provider, account, operation);
      case 'capture':
        return provider.capture(account, moneyOf(operation));
      case 'void':
        return provider.void(account, moneyOf(operation));
      case 'refund': {
        const reason = operation.reason === null ? {} : { reason: operation.reason };
        return provider.refund(account, { ...moneyOf(operation), refundReference: operation.id, ...reason });
      }
    }
  }

  private session(operation: LeasedOperation): SessionRequest {
    const { payment, customer } = operation;
    const method = methodOf(payment.method);
    return {
      reference: payment.id,
      idempotencyKey: operation.id,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      ...(method ? { method } : {}),
      capture: payment.manualCapture ? 'manual' : 'automatic',
      returnUrl: this.links.returnTo(payment.provider),
      description: operation.description,
      customer: {
        ...(customer.name === null ? {} : { name: customer.name }),
        ...(customer.email === null ? {} : { email: customer.email }),
      },
      expiresInS: this.lifeOf(operation),
      ...(payment.paymentToken === null ? {} : { paymentToken: payment.paymentToken }),
    };
  }

  private lifeOf({ holdExpiresAt }: LeasedOperation): number {
    if (holdExpiresAt === null) return SESSION_SECONDS;
    return Math.max(1, Math.round((holdExpiresAt.getTime() - this.clock.now().getTime()) / 1_000));
  }

  /** A session whose name we never heard is looked up first. */
  private async cancel(
    provider: PaymentProvider,
    account: ProviderAccount,
    { payment }: LeasedOperation,
  ): Promise<ProviderAnswer<unknown>> {
    let providerSessionId = payment.providerSessionId;
    if (providerSessionId === null) {
      const state = await provider.fetchByReference(account, payment.id);
      if (state.kind !== 'ok') return state;
      if (!state.value.known) return { kind: 'ok', value: { over: false }, facts: [] };
      providerSessionId = state.value.session.providerSessionId;
    }
    return provider.cancelSession(account, { reference: payment.id, providerSessionId });
  }
}

function moneyOf(operation: LeasedOperation) {
  const { payment } = operation;
  return {
    reference: payment.id,
    providerPaymentId: payment.providerPaymentId ?? '',
    idempotencyKey: operation.id,
    amountMinor: operation.amountMinor,
    currency: payment.currency,
  };
}

function methodOf(method: string | null): PaymentMethod | undefined {
  return PAYMENT_METHODS.find((known) => known === method);
}
