/** Thrown by a handler when no further try can help: the event becomes a dead letter at once, with this reason. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';

  constructor(
    /** A short word an alarm can be grouped by, such as `unknown-order`. */
    readonly reason: string,
    message: string = reason,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
