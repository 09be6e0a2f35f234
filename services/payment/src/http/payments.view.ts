import { ApiProperty } from '@nestjs/swagger';
import { formatAmount } from '#kernel';
import type { PaymentRecord } from '../application/ports.js';
import type { Payment } from '../domain/payment.js';

export class FailureView {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  message!: string;

  @ApiProperty({ enum: ['retry', 'other_method', 'wait', 'contact'] })
  next!: string;
}

export class CheckoutView {
  @ApiProperty({ enum: ['redirect', 'form', 'sdk'] })
  type!: string;

  @ApiProperty()
  url!: string;

  @ApiProperty({ enum: ['GET', 'POST'] })
  method!: string;

  @ApiProperty({ type: Object })
  fields!: object;
}

export class PaymentView {
  @ApiProperty({ format: 'uuid' })
  payment_id!: string;

  @ApiProperty({ format: 'uuid' })
  order!: string;

  @ApiProperty({ format: 'uuid' })
  order_id!: string;

  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  parent_payment_id!: string | null;

  @ApiProperty({ example: '100.00' })
  amount!: string;

  @ApiProperty({ example: 10000 })
  amount_minor!: number;

  @ApiProperty({ example: '0.00' })
  captured_amount!: string;

  @ApiProperty({ example: '0.00' })
  refunded_amount!: string;

  @ApiProperty({ example: 'INR' })
  currency!: string;

  @ApiProperty({ example: 'authorized' })
  status!: string;

  @ApiProperty()
  provider!: string;

  @ApiProperty({ nullable: true, type: String })
  method!: string | null;

  @ApiProperty({ description: 'a second success of its order, refunded by itself' })
  surplus!: boolean;

  @ApiProperty({ description: 'no further change is expected without being asked for' })
  is_final!: boolean;

  @ApiProperty({ nullable: true, type: String })
  book_id!: string | null;

  @ApiProperty({ required: false, type: Object })
  card?: object;

  @ApiProperty({ required: false })
  payment_url?: string;

  @ApiProperty({ required: false, type: CheckoutView })
  checkout?: CheckoutView;

  @ApiProperty({ required: false, type: FailureView })
  failure?: FailureView;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;
}

const FINAL: readonly string[] = ['refunded', 'failed', 'cancelled'];

export function paymentView(payment: Payment | PaymentRecord): PaymentView {
  const decimal = (minor: number) => formatAmount(minor, payment.currency);
  const { checkout, failure, instrument } = payment;
  const payable = payment.status === 'pending' || payment.status === 'requires_action';
  return {
    payment_id: payment.id,
    order: payment.orderId,
    order_id: payment.orderId,
    parent_payment_id: payment.parentPaymentId,
    amount: decimal(payment.amountMinor),
    amount_minor: payment.amountMinor,
    captured_amount: decimal(payment.capturedMinor),
    refunded_amount: decimal(payment.refundedMinor),
    currency: payment.currency,
    status: payment.status,
    provider: payment.provider,
    method: payment.method,
    surplus: payment.surplus,
    is_final: FINAL.includes(payment.status),
    book_id: payment.bookId,
    ...(instrument?.last4 ? { card: { brand: instrument.brand, last4: instrument.last4 } } : {}),
    ...(checkout && payable ? { payment_url: checkout.url, checkout: { ...checkout } } : {}),
    ...(failure ? { failure: { ...failure } } : {}),
    created_at: payment.createdAt.toISOString(),
  };
}

/** The answer to `check-booking`: from payment's own copy of booking's decision. */
export function bookingView(payment: PaymentRecord) {
  const { bookId, bookingStatus, amountMinor, currency } = payment;
  return {
    payment_status: payment.status,
    booking_created: bookId !== null,
    booking:
      bookId === null
        ? null
        : { book_id: bookId, status: bookingStatus, total_amount: formatAmount(amountMinor, currency) },
  };
}
