/**
 * Every error code a client can meet, by name. The numbers, statuses and messages are fixed by the published contract.
 */
export const ERROR = {
  loginFailed: 1001,
  unauthenticated: 1002,
  accountDisabled: 1003,
  validation: 1004,
  notFound: 1005,
  roleNotAllowed: 1006,
  tooManyRequests: 1007,
  orderNotFound: 1008,
  orderNotPayable: 1009,
  paymentDetailsWrong: 1010,
  paymentNotFound: 1011,
  notRefundable: 1012,
  amountMismatch: 1013,
  providerFailed: 1014,
  badSignature: 1015,
  idempotencyKey: 1016,
  soldOut: 1017,
  holdExpired: 1018,
  badStatisticsRequest: 1019,
  adminsOnly: 1020,
  alreadyRegistered: 1021,
  illegalMove: 1022,
  unavailable: 1023,
  badRequestBody: 1024,
  unexpected: 1099,
} as const;

export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];

/**
 * A refusal the caller can act on. `code` decides the HTTP status and the headline, `description` says what is wrong
 * with this request, `meta` carries details a program can read (for 1004: `{ errors: [{ field, message }] }`).
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    readonly description: string,
    readonly meta: Readonly<Record<string, unknown>> | null = null,
    /**
     * Overrides the code's usual HTTP status where the contract names two (1016: 409 or 422; 1024: 400, 413 or 415).
     */
    readonly httpStatus?: number,
  ) {
    super(description);
  }
}
