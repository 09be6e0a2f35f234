import type { Caller } from '#service-kit';
import type { Viewer } from '../application/access.js';
import { notAllowed } from '../domain/payment.errors.js';

export type MerchantViewer = Extract<Viewer, { role: 'merchant' }>;

/** The caller in payment's words. */
export function viewerOf(caller: Caller): Viewer {
  switch (caller.role) {
    case 'admin':
      return { role: 'admin' };
    case 'merchant':
      return merchantOf(caller);
    case 'customer':
      return { role: 'customer', customerId: caller.userId };
  }
}

export function merchantOf({ merchantId, livemode }: Caller): MerchantViewer {
  if (!merchantId) throw notAllowed('Only a merchant can do this.');
  return { role: 'merchant', merchantId, livemode };
}
