import { ApiProperty } from '@nestjs/swagger';
import type { BookingKind, BookingStatus } from '../domain/booking.js';
import { TicketView } from './ticket.dto.js';

export class BookingCustomerView {
  @ApiProperty() name: string;
  @ApiProperty() email: string;
}

export class BookingLineView {
  @ApiProperty({ format: 'uuid' }) slot_id: string;
  @ApiProperty() title: string;
  @ApiProperty() tier: string;
  @ApiProperty({ format: 'date-time' }) starts_at: string;
  @ApiProperty() quantity: number;
  @ApiProperty({ example: '999.00' }) unit_price: string;
  @ApiProperty({ example: '1998.00' }) amount: string;
  @ApiProperty() amount_minor: number;
}

export class BookingView {
  @ApiProperty({ example: 'BK-449034CB' }) book_id: string;
  @ApiProperty({ format: 'uuid' }) booking_id: string;
  @ApiProperty({ enum: ['paid', 'free'] }) kind: BookingKind;
  @ApiProperty({ enum: ['confirmed', 'cancelled', 'completed'] }) status: BookingStatus;
  @ApiProperty({ format: 'uuid' }) merchant_id: string;
  @ApiProperty() livemode: boolean;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) order_id: string | null;
  @ApiProperty({ format: 'uuid', type: String, nullable: true }) payment_id: string | null;
  @ApiProperty({ type: BookingCustomerView }) customer: BookingCustomerView;
  @ApiProperty({ example: '1998.00' }) amount: string;
  @ApiProperty() amount_minor: number;
  @ApiProperty() currency: string;
  @ApiProperty({ type: [BookingLineView] }) lines: BookingLineView[];
  @ApiProperty({ type: [TicketView] }) tickets: TicketView[];
  @ApiProperty({ type: String, nullable: true, description: 'why it was cancelled' }) reason: string | null;
  @ApiProperty({ type: String, nullable: true }) refund_amount: string | null;
  @ApiProperty({ type: Number, nullable: true }) refund_amount_minor: number | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ format: 'date-time', type: String, nullable: true }) cancelled_at: string | null;
}
