import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';
import { PaymentView } from './payments.view.js';
import { RefundView } from './refunds.dto.js';

export class CreateOrderBody {
  @Field.amount()
  amount!: string | number;

  @Field.optional.currency()
  currency: string = 'INR';

  @Field.optional.metadata()
  metadata?: Record<string, unknown>;

  @Field.optional.text({ max: 40 })
  provider?: string;

  @Field.optional.oneOf(['automatic', 'manual'])
  capture: 'automatic' | 'manual' = 'automatic';
}

export class CloseOrdersBody {
  @Field.uuids({ maxItems: 1000 })
  order_ids!: string[];
}

export class OrderView {
  @ApiProperty({ format: 'uuid' })
  order_id!: string;

  @ApiProperty({ example: '100.00' })
  amount!: string;

  @ApiProperty({ example: 10000 })
  amount_minor!: number;

  @ApiProperty({ example: 'INR' })
  currency!: string;

  @ApiProperty({ description: 'as the state table says, or failed while the last payment failed and nothing is live' })
  status!: string;

  @ApiProperty({ enum: ['booking', 'plain', 'waitlist'] })
  purpose!: string;

  @ApiProperty({ enum: ['automatic', 'manual'] })
  capture!: string;

  @ApiProperty()
  livemode!: boolean;

  @ApiProperty({ nullable: true, type: String })
  hold_expires_at!: string | null;

  @ApiProperty({ nullable: true, type: Object })
  metadata!: object | null;

  @ApiProperty({ description: 'the price as it was agreed: lines, fee, earning', type: Object })
  snapshot!: object;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: [PaymentView] })
  payments!: PaymentView[];

  @ApiProperty({ type: [RefundView] })
  refunds!: RefundView[];
}
