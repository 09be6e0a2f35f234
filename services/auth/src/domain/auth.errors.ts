import { DomainError, ERROR } from '#kernel';

export const wrongField = (field: string, message: string) =>
  new DomainError(ERROR.validation, `${field} ${message}`, { errors: [{ field, message }] });

export const alreadyRegistered = () =>
  new DomainError(ERROR.alreadyRegistered, 'There is an account with this e-mail address.');

/** The same words for an unknown e-mail address and for a wrong password. */
export const invalidCredentials = () => new DomainError(ERROR.loginFailed, 'Invalid credentials');

export const accountClosed = () => new DomainError(ERROR.accountDisabled, 'This account is disabled or deleted.');

export const sessionOver = () => new DomainError(ERROR.unauthenticated, 'The session is over: sign in again.');

export const badKey = () => new DomainError(ERROR.unauthenticated, 'The API key is not valid.');

export const notLive = () =>
  new DomainError(ERROR.roleNotAllowed, 'This merchant is not open for live money yet: the platform opens it.');

export const fixedMode = () =>
  new DomainError(ERROR.roleNotAllowed, 'An API key has one mode for ever: use a key of the other.');

export const fencedKey = () =>
  new DomainError(ERROR.roleNotAllowed, 'A restricted API key has to do with no key but itself.');

export const notForKeys = () =>
  new DomainError(ERROR.roleNotAllowed, 'An API key lets nobody into the team: the owner does, signed in.');

export const notFound = (what: string) => new DomainError(ERROR.notFound, `There is no such ${what}.`);

export const illegalMove = (description: string) => new DomainError(ERROR.illegalMove, description);

/** @param retryAfter seconds */
export const slowDown = (retryAfter: number) =>
  new DomainError(ERROR.tooManyRequests, 'Too many attempts to sign in; wait a little.', { retry_after: retryAfter });
