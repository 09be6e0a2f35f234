import { notAllowed } from '../domain/payment.errors.js';
import type { DomainError } from '#kernel';

/** Who asks for something of payment's. */
export type Viewer =
  | { readonly role: 'admin' }
  | { readonly role: 'merchant'; readonly merchantId: string; readonly livemode: boolean }
  | { readonly role: 'customer'; readonly customerId: string };

export interface Owned {
  readonly merchantId: string;
  readonly customerId: string | null;
  readonly livemode: boolean;
}

/**
 * Gives `thing` if it is the viewer's; else throws `notFound` (P10), or 1006 when it is theirs but of the other mode
 * (R15).
 */
export function owned<T extends Owned>(viewer: Viewer, thing: T | undefined, notFound: () => DomainError): T {
  if (!thing || !isOf(viewer, thing)) throw notFound();
  if (viewer.role === 'merchant' && viewer.livemode !== thing.livemode) {
    throw notAllowed('It belongs to the other mode: use a key of that mode.');
  }
  return thing;
}

function isOf(viewer: Viewer, thing: Owned): boolean {
  switch (viewer.role) {
    case 'admin':
      return true;
    case 'merchant':
      return thing.merchantId === viewer.merchantId;
    case 'customer':
      return thing.customerId !== null && thing.customerId === viewer.customerId;
  }
}
