import type { Caller, RequestKey } from '#service-kit';
import type { PayOrderCommand } from '../application/payments/pay-order.usecase.js';
import type { ProcessCartCommand } from '../application/payments/process-cart.usecase.js';
import type { RetryPaymentCommand } from '../application/payments/retry-payment.usecase.js';
import { invalidField } from '../domain/payment.errors.js';
import type { PayOrderBody, ProcessCartBody, RetryBody } from './payments.dto.js';
import { merchantOf, viewerOf } from './viewer.js';

export function payCommand(caller: Caller, key: RequestKey, body: PayOrderBody): PayOrderCommand {
  const { card_details: card, payment_token: paymentToken = null, method = null, provider = null } = body;
  if (card && paymentToken) throw invalidField('payment_token', 'can not be sent together with card_details');
  if (!card && !paymentToken && !method && !provider) {
    throw invalidField('method', 'is needed, or card_details, or payment_token');
  }
  return {
    id: key.resourceId,
    viewer: merchantOf(caller),
    orderId: body.order_id,
    card: card ? { number: card.card_number, expiry: card.expiry, cvv: card.cvv } : null,
    paymentToken,
    method,
    provider,
    amount: body.amount ?? null,
  };
}

export function processCommand(caller: Caller, key: RequestKey, body: ProcessCartBody): ProcessCartCommand {
  return {
    id: key.resourceId,
    cartId: body.cart_id,
    customer: { id: caller.userId, email: caller.email ?? '', name: caller.name ?? '' },
    method: body.method,
    provider: body.provider ?? null,
    amount: body.amount ?? null,
  };
}

export function retryCommand(caller: Caller, key: RequestKey, paymentId: string, body: RetryBody): RetryPaymentCommand {
  const { method = null, provider = null, amount = null } = body;
  return { id: key.resourceId, viewer: viewerOf(caller), paymentId, method, provider, amount };
}
