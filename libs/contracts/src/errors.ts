import { ERROR, type ErrorCode } from '#kernel';

export interface ErrorInfo {
  /** The usual HTTP status of the code. */
  readonly http: number;
  /** The headline, the same for every occurrence of the code. */
  readonly message: string;
}

/** HTTP status and headline of each error code, as the published contract lists them. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorInfo>> = {
  [ERROR.loginFailed]: { http: 401, message: 'Login failed' },
  [ERROR.unauthenticated]: { http: 401, message: 'Authentication required' },
  [ERROR.accountDisabled]: { http: 403, message: 'Account disabled' },
  [ERROR.validation]: { http: 422, message: 'Validation failed' },
  [ERROR.notFound]: { http: 404, message: 'Not found' },
  [ERROR.roleNotAllowed]: { http: 403, message: 'Not allowed' },
  [ERROR.tooManyRequests]: { http: 429, message: 'Too many requests' },
  [ERROR.orderNotFound]: { http: 404, message: 'Order not found' },
  [ERROR.orderNotPayable]: { http: 409, message: 'Order can not be paid' },
  [ERROR.paymentDetailsWrong]: { http: 422, message: 'Payment details wrong' },
  [ERROR.paymentNotFound]: { http: 404, message: 'Payment not found' },
  [ERROR.notRefundable]: { http: 409, message: 'Payment can not be refunded' },
  [ERROR.amountMismatch]: { http: 422, message: 'Amount or currency mismatch' },
  [ERROR.providerFailed]: { http: 502, message: 'Provider failed' },
  [ERROR.badSignature]: { http: 400, message: 'Signature does not verify' },
  [ERROR.idempotencyKey]: { http: 409, message: 'Idempotency key in use' },
  [ERROR.soldOut]: { http: 409, message: 'Sold out' },
  [ERROR.holdExpired]: { http: 409, message: 'Hold expired' },
  [ERROR.badStatisticsRequest]: { http: 422, message: 'Statistics request is wrong' },
  [ERROR.adminsOnly]: { http: 403, message: 'Admins only' },
  [ERROR.alreadyRegistered]: { http: 409, message: 'Already registered' },
  [ERROR.illegalMove]: { http: 409, message: 'Illegal state change' },
  [ERROR.unavailable]: { http: 503, message: 'Temporarily unavailable' },
  [ERROR.badRequestBody]: { http: 400, message: 'Request body not acceptable' },
  [ERROR.unexpected]: { http: 500, message: 'Unexpected error' },
};
