import { DomainError, ERROR } from '#kernel';

export const orderNotFound = () => new DomainError(ERROR.orderNotFound, 'There is no such order.');
export const paymentNotFound = () => new DomainError(ERROR.paymentNotFound, 'There is no such payment.');
export const refundNotFound = () => new DomainError(ERROR.notFound, 'There is no such refund.');
export const notPayable = (why: string) => new DomainError(ERROR.orderNotPayable, why);
export const notRefundable = (why: string) => new DomainError(ERROR.notRefundable, why);
export const illegalMove = (why: string) => new DomainError(ERROR.illegalMove, why);
export const detailsWrong = (why: string) => new DomainError(ERROR.paymentDetailsWrong, why);
export const notAllowed = (why: string) => new DomainError(ERROR.roleNotAllowed, why);
export const tryAgain = (why: string) => new DomainError(ERROR.unavailable, why);
export const notCharged = () =>
  new DomainError(ERROR.providerFailed, 'The provider could not be reached; nothing was charged. Try again.');

/** A refused field of the request. */
export const invalidField = (field: string, message: string) =>
  new DomainError(ERROR.validation, `${field} ${message}`, { errors: [{ field, message }] });
