import { DomainError, ERROR } from '#kernel';
import type { Caller } from '#service-kit';
import type { Owner } from '../application/ports.js';

/** The merchant and mode a caller acts for. */
export function ownerOf({ merchantId, livemode }: Caller): Owner {
  if (merchantId === undefined) throw new DomainError(ERROR.roleNotAllowed, 'This is for merchants.');
  return { merchantId, livemode };
}
