import { decodeCursor, encodeCursor, Field, Page, PageQuery, type Caller } from '#service-kit';
import type { ListWish } from '../application/ports.js';
import { viewerOf } from './viewer.js';

/** Filters of the lists of orders, payments and refunds. */
export class ListQuery extends PageQuery {
  @Field.optional.pattern(/^[a-z_]{1,30}$/, 'captured')
  status?: string;

  @Field.optional.uuid()
  order_id?: string;
}

export function wishOf(caller: Caller, query: ListQuery): ListWish {
  return {
    viewer: viewerOf(caller),
    limit: query.limit,
    beforeId: decodeCursor(query.cursor, 'uuid')?.[0] ?? null,
    status: query.status ?? null,
    orderId: query.order_id ?? null,
  };
}

/** Ids are UUID v7 and sort by time: the id is the cursor. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  present: (row: Row) => T,
): Page<T> {
  return Page.of(rows, limit, (row) => encodeCursor([idOf(row)]), present);
}
