import { Field, PageQuery } from '#service-kit';

export class DeadLettersQuery extends PageQuery {
  /** Leaves out those that were replayed. */
  @Field.optional.bool() open?: boolean;
  /** Begins with this service. */
  @Field.optional.text({ max: 40 }) service?: string;
}

export class DeadLetterView {
  @Field.text({ max: 100 }) id: string;
  @Field.text({ max: 40 }) service: string;
  @Field.text({ max: 200 }) queue: string;
  @Field.text({ max: 100 }) type: string;
  @Field.text({ max: 200 }) reason: string;
  @Field.text({ max: 2_000 }) detail: string;
  @Field.int() attempts: number;
  @Field.time() dead_at: string;
}

export class ReplayedView {
  @Field.text({ max: 100 }) id: string;
  @Field.bool() replayed: boolean;
}
