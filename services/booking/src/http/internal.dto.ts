import { Field } from '#service-kit';

export class HoldCustomerDto {
  @Field.uuid()
  id: string;

  @Field.email()
  email: string;

  @Field.text({ max: 200, min: 0 })
  name: string;
}

export class PlaceHoldDto {
  @Field.uuid()
  cart_id: string;

  @Field.uuid()
  order_id: string;

  @Field.object(() => HoldCustomerDto)
  customer: HoldCustomerDto;

  @Field.optional.int({ min: 0 })
  amount_minor?: number;
}

export class CloseDecisionDto {
  @Field.uuid()
  order_id: string;

  @Field.oneOf(['closed'])
  outcome: 'closed';

  @Field.text({ max: 500 })
  reason: string;
}
