import { DomainError, ERROR } from '#kernel';
import type { Shortage } from './places.js';

/** 404 1005: unknown, or another's, which is told alike. */
export function notFound(what: string): DomainError {
  return new DomainError(ERROR.notFound, `There is no such ${what}.`);
}

/** 409 1017 with what lacks; 409 1022 when the slot is no longer on sale. */
export function refusalOf(shortage: Shortage, tierName: string): DomainError {
  const { slotId, available, takenSeats } = shortage;
  const where = { slot_id: slotId, tier: tierName };
  if (shortage.reason === 'slot_closed') {
    return new DomainError(ERROR.illegalMove, 'The slot is no longer on sale.', where);
  }
  const taken = takenSeats.length > 0 ? { seats_taken: takenSeats } : {};
  return new DomainError(ERROR.soldOut, `Only ${available} left in ${tierName}.`, { ...where, available, ...taken });
}

/** 422 1004 about one field. */
export function invalid(field: string, message: string): DomainError {
  return new DomainError(ERROR.validation, `${field} ${message}`, { errors: [{ field, message }] });
}
