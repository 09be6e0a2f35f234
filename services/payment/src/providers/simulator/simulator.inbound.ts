import { isUtf8 } from 'node:buffer';
import { DomainError, ERROR } from '#kernel';
import type { CheckoutProof, ProviderAccount, ProviderHeaders, ReturnNotice } from '../payment-provider.js';
import type { ProviderFact } from '../provider-fact.js';
import { factOfEvent } from './simulator.mapping.js';
import {
  EVENT_ID_HEADER,
  SIGNATURE_HEADER,
  verifyCheckoutSignature,
  verifyEventSignature,
} from './simulator.signature.js';
import { parse } from './simulator.wire.js';

/** What a browser comes back with; the signature covers which of them it is. */
const RETURN_STATUSES = ['authorized', 'captured', 'pending', 'declined', 'cancelled', 'expired'] as const;
const PAID_STATUSES = ['authorized', 'captured'] as const;

/** A provider event as a fact; 1015 unless one of the account's live secrets signed these very bytes. */
export function readEvent(
  account: ProviderAccount,
  rawBody: Buffer,
  headers: ProviderHeaders,
  nowS: number,
): ProviderFact[] {
  const signed = verifyEventSignature(account.webhookSecrets, headers[SIGNATURE_HEADER], rawBody, nowS);
  if (!signed) throw badSignature();
  const event = isUtf8(rawBody) ? parse.event(jsonOf(rawBody)) : undefined;
  if (!event) throw new DomainError(ERROR.badRequestBody, 'The event is signed but not of the documented form.');
  const announced = headers[EVENT_ID_HEADER];
  // The header is not signed: it may only repeat what the signed body says.
  if (announced !== undefined && announced !== event.id) throw badSignature();
  return [factOfEvent(event, account.id)];
}

/** Throws 1015 unless the proof is of a payment that succeeded. */
export function verifyProof(account: ProviderAccount, proof: CheckoutProof): void {
  const { providerSessionId, providerPaymentId, signature } = proof;
  const paid = PAID_STATUSES.some((status) =>
    verifyCheckoutSignature(checkoutSecret(account), signature, [providerSessionId, providerPaymentId, status]),
  );
  if (!paid) throw badSignature();
}

/** The session and try a browser came back from; what it was worth is asked by reference. */
export function readReturn(account: ProviderAccount, fields: Readonly<Record<string, unknown>>): ReturnNotice {
  const { session, payment = '', status, signature } = fields;
  const known = RETURN_STATUSES.find((one) => one === status);
  if (typeof session !== 'string' || typeof payment !== 'string' || !known) throw badSignature();
  if (!verifyCheckoutSignature(checkoutSecret(account), signature, [session, payment, known])) throw badSignature();
  return { providerSessionId: session, ...(payment ? { providerPaymentId: payment } : {}), facts: [] };
}

function checkoutSecret(account: ProviderAccount): string {
  return account.secrets['checkout_secret'] ?? '';
}

function jsonOf(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function badSignature(): DomainError {
  return new DomainError(ERROR.badSignature, 'The signature of the provider does not verify.');
}
