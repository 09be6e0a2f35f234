import { SetMetadata } from '@nestjs/common';

/** One page of a list: the handler's answer for `{data: items, page: {next_cursor}}`. */
export class Page<T> {
  constructor(
    readonly items: readonly T[],
    /** Null on the last page. */
    readonly nextCursor: string | null,
  ) {}

  /** From `limit + 1` rows: the extra one only tells that there is more. */
  static of<Row, T>(
    rows: readonly Row[],
    limit: number,
    cursorOf: (row: Row) => string,
    present: (row: Row) => T,
  ): Page<T> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return new Page(shown.map(present), rows.length > limit && last !== undefined ? cursorOf(last) : null);
  }
}

export const SUCCESS_MESSAGE = Symbol('success-message');
export const BARE_ANSWER = Symbol('bare-answer');

/** Adds `"message"` to the success envelope. */
export const SuccessMessage = (message: string) => SetMetadata(SUCCESS_MESSAGE, message);

/**
 * The handler's answer is sent as it is, without the envelope (pages, files, event streams, internal routes that say
 * so).
 */
export const BareAnswer = () => SetMetadata(BARE_ANSWER, true);
