import { DomainError, ERROR } from '#kernel';

export const badRequest = (field: string, message: string) =>
  new DomainError(ERROR.badStatisticsRequest, `${field} ${message}`, { errors: [{ field, message }] });

export const noSuchMerchant = () => new DomainError(ERROR.notFound, 'There is no such merchant.');
