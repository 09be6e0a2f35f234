import { IsNumber, Max, Min } from 'class-validator';
import { BUCKETS_AT_ONCE } from '#contracts';
import { Field } from '#service-kit';

const MAX_RATE = 1_000_000;
const LONGEST_NAME = 200;

export class TakeRateBody {
  @Field.text({ max: LONGEST_NAME })
  name: string;

  @Field.int({ min: 1, max: MAX_RATE })
  points: number;

  @Field.int({ min: 1, max: 86_400 })
  window_s: number;
}

export class BucketUseBody {
  @Field.text({ max: LONGEST_NAME })
  name: string;

  @Field.int({ min: 0 })
  taken: number;

  @IsNumber()
  @Min(0)
  @Max(MAX_RATE * 60)
  burst: number;

  @IsNumber()
  @Min(0)
  @Max(MAX_RATE)
  per_second: number;
}

export class ReconcileBucketsBody {
  @Field.list(() => BucketUseBody, { maxItems: BUCKETS_AT_ONCE })
  buckets: BucketUseBody[];
}
