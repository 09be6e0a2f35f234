/** Why the simulator says no, in its own words. `http` is the status of each. */
export const REFUSALS = {
  invalid_request: 422,
  unauthorized: 401,
  not_found: 404,
  key_reused: 409,
  reference_taken: 409,
  session_busy: 409,
  session_over: 409,
  card_invalid: 422,
  source_unknown: 422,
  not_capturable: 409,
  not_voidable: 409,
  not_refundable: 409,
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** A final no. Whoever throws it has changed nothing yet. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}
