import { DomainError, ERROR } from '#kernel';

export function noSuchEndpoint(): DomainError {
  return new DomainError(ERROR.notFound, 'There is no endpoint with this id.');
}

export function urlTaken(): DomainError {
  return new DomainError(ERROR.alreadyRegistered, 'There is an endpoint with this URL already.');
}

export function wrongField(field: string, message: string): DomainError {
  return new DomainError(ERROR.validation, `${field} ${message}`, { errors: [{ field, message }] });
}

export function tooSoon(description: string, retryAfterS: number): DomainError {
  return new DomainError(ERROR.tooManyRequests, description, { retry_after: retryAfterS });
}
