import { Field } from './field.js';

/** `?limit=` (1–100, default 20) and `?cursor=` of every list; list queries with filters extend it. */
export class PageQuery {
  @Field.optional.int({ min: 1, max: 100 })
  limit: number = 20;

  @Field.optional.text({ max: 500 })
  cursor?: string;
}
