import { Field } from '#service-kit';
import { MISBEHAVIOURS, type MisbehaviourKind } from '../domain/misbehaviour.js';

const DAY_S = 86_400;

export class MisbehaviourDto {
  @Field.oneOf(MISBEHAVIOURS)
  kind: MisbehaviourKind;

  /** A merchant's reference or a session id; without it everything. */
  @Field.optional.pattern(/^[\w:-]{1,100}$/, '0192a1b2-…')
  reference?: string;

  /** Copies, milliseconds or minor units, by kind. */
  @Field.optional.int({ min: -1e12, max: 1e12 })
  value?: number;

  /** So many times; without it until it is removed or its time is over. */
  @Field.optional.int({ min: 1, max: 1e9 })
  count?: number;

  @Field.optional.int({ min: 1, max: DAY_S })
  seconds?: number;
}

export class AdvanceDto {
  @Field.optional.pattern(/^[\w:-]{1,100}$/, '0192a1b2-…')
  reference?: string;
}

export class BooksQuery {
  @Field.optional.pattern(/^\d{1,15}$/, '0')
  cursor?: string;

  @Field.optional.int({ min: 1, max: 1_000 })
  limit?: number;
}
