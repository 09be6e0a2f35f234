import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '#kernel';
import { Field } from '#service-kit';
import type { RefundRecord } from '../application/ports.js';
import { FailureView } from './payments.view.js';

export class CreateRefundBody {
  @Field.uuid()
  payment_id!: string;

  @Field.optional.amount()
  amount?: string | number;

  @Field.optional.text({ max: 200 })
  reason?: string;
}

export class RefundView {
  @ApiProperty({ format: 'uuid' })
  refund_id!: string;

  @ApiProperty({ format: 'uuid' })
  payment_id!: string;

  @ApiProperty({ format: 'uuid' })
  order_id!: string;

  @ApiProperty({ example: '100.00' })
  amount!: string;

  @ApiProperty({ example: 10000 })
  amount_minor!: number;

  @ApiProperty({ example: 'INR' })
  currency!: string;

  @ApiProperty({ enum: ['pending', 'processed', 'failed'] })
  status!: string;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ required: false, type: FailureView })
  failure?: FailureView;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

export function refundView(refund: RefundRecord): RefundView {
  return {
    refund_id: refund.id,
    payment_id: refund.paymentId,
    order_id: refund.orderId,
    amount: formatAmount(refund.amountMinor, refund.currency),
    amount_minor: refund.amountMinor,
    currency: refund.currency,
    status: refund.status,
    reason: refund.reason,
    ...(refund.failure ? { failure: { ...refund.failure } } : {}),
    created_at: refund.createdAt.toISOString(),
  };
}
