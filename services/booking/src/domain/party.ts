import { DomainError, ERROR } from '#kernel';

/** Who is asking. */
export interface Party {
  readonly userId: string;
  readonly role: 'merchant' | 'customer' | 'admin';
  readonly merchantId?: string;
  readonly livemode: boolean;
}

/** A merchant in one mode: what it may touch (P10, R15). */
export interface Seller {
  readonly merchantId: string;
  readonly livemode: boolean;
}

/** The merchant a caller stands for; 403 1006 for anyone else. */
export function sellerOf({ merchantId, livemode }: Party): Seller {
  if (merchantId === undefined) throw new DomainError(ERROR.roleNotAllowed, 'This is for merchants.');
  return { merchantId, livemode };
}

export function isSoldBy(thing: Seller, seller: Seller): boolean {
  return thing.merchantId === seller.merchantId && thing.livemode === seller.livemode;
}

/** Customers see what they bought, merchants what they sold in the same mode, admins everything. */
export function mayTouch(thing: Seller & { readonly customer: { readonly id: string } }, party: Party): boolean {
  switch (party.role) {
    case 'customer':
      return thing.customer.id === party.userId;
    case 'merchant':
      return isSoldBy(thing, sellerOf(party));
    case 'admin':
      return true;
  }
}
