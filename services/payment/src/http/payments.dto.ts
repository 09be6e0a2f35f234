import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';
import { PaymentView } from './payments.view.js';

/** Checked by whom it is for: what is wrong with a card is never repeated here. */
export class CardDetailsBody {
  @Field.password({ min: 1, max: 40 })
  card_number!: string;

  @Field.password({ min: 1, max: 10 })
  expiry!: string;

  @Field.password({ min: 1, max: 10 })
  cvv!: string;
}

export class PayOrderBody {
  @Field.uuid()
  order_id!: string;

  @Field.optional.object(() => CardDetailsBody)
  card_details?: CardDetailsBody;

  @Field.optional.pattern(/^[\w.:-]{4,200}$/, 'tok_4f2a')
  payment_token?: string;

  @Field.optional.text({ max: 40 })
  method?: string;

  @Field.optional.text({ max: 40 })
  provider?: string;

  @Field.optional.amount()
  amount?: string | number;
}

export class ProcessCartBody {
  @Field.uuid()
  cart_id!: string;

  @Field.text({ max: 40 })
  method!: string;

  @Field.optional.text({ max: 40 })
  provider?: string;

  @Field.optional.amount()
  amount?: string | number;
}

export class RetryBody {
  @Field.optional.text({ max: 40 })
  method?: string;

  @Field.optional.text({ max: 40 })
  provider?: string;

  @Field.optional.amount()
  amount?: string | number;
}

export class CaptureBody {
  @Field.optional.amount()
  amount?: string | number;
}

export class VerifyBody {
  @Field.text({ max: 200, verbatim: true })
  provider_order_id!: string;

  @Field.text({ max: 200, verbatim: true })
  provider_payment_id!: string;

  @Field.text({ max: 500, verbatim: true })
  signature!: string;
}

export class CartPaymentView extends PaymentView {
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  hold_expires_at!: string | null;
}

export class BookingView {
  @ApiProperty({ example: 'BK-449034CB' })
  book_id!: string;

  @ApiProperty({ enum: ['confirmed', 'cancelled'] })
  status!: string;

  @ApiProperty({ example: '999.00' })
  total_amount!: string;
}

export class CheckBookingView {
  @ApiProperty({ example: 'captured' })
  payment_status!: string;

  @ApiProperty()
  booking_created!: boolean;

  @ApiProperty({ nullable: true, type: BookingView })
  booking!: BookingView | null;
}
