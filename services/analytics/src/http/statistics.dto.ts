import { ApiProperty } from '@nestjs/swagger';

export class AmountsView {
  @ApiProperty({ example: 'INR' })
  currency: string;

  @ApiProperty({ example: '4000.00' })
  gross: string;

  @ApiProperty()
  gross_minor: number;

  @ApiProperty({ example: '500.00' })
  refunded: string;

  @ApiProperty()
  refunded_minor: number;

  @ApiProperty({ example: '3500.00' })
  net: string;

  @ApiProperty()
  net_minor: number;
}

class BookingCounts {
  @ApiProperty()
  bookings: number;

  @ApiProperty()
  cancelled_bookings: number;

  @ApiProperty()
  rejected_bookings: number;

  @ApiProperty()
  check_ins: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Successful among ended payments, from 0 to 1' })
  success_rate: number | null;

  @ApiProperty({ type: AmountsView, isArray: true })
  amounts: readonly AmountsView[];
}

export class MerchantStatisticsView extends BookingCounts {
  @ApiProperty()
  total_orders: number;

  @ApiProperty({ description: 'Authorized and not voided; a refunded one stays successful' })
  successful_payments: number;

  @ApiProperty()
  successful_refunds: number;

  @ApiProperty({ description: 'Ended failed or cancelled' })
  canceled_payments: number;

  @ApiProperty()
  livemode: boolean;
}

export class PlatformStatisticsView extends BookingCounts {
  @ApiProperty({ description: 'Neither disabled nor deleted' })
  total_merchants: number;

  @ApiProperty()
  disabled_merchants: number;

  @ApiProperty()
  total_admins: number;

  @ApiProperty()
  total_orders: number;

  @ApiProperty()
  total_successful_payments: number;

  @ApiProperty()
  total_successful_refunds: number;

  @ApiProperty()
  total_canceled_payments: number;

  @ApiProperty({ required: false, type: Object, description: 'The one that was asked for' })
  merchant?: { id: string; name: string; disabled: boolean };
}

export class SeriesView {
  @ApiProperty()
  metric: string;

  @ApiProperty({ enum: ['hour', 'day', 'month'] })
  interval: string;

  @ApiProperty({ example: 'Asia/Kolkata' })
  tz: string;

  @ApiProperty({ format: 'date-time' })
  from: Date;

  @ApiProperty({ format: 'date-time', description: 'Exclusive' })
  to: Date;

  @ApiProperty({
    type: Object,
    isArray: true,
    description: 'Each interval: {at, value}, or for amounts {at, amounts: [{currency, amount, amount_minor}]}',
  })
  points: readonly object[];
}

export class MerchantRowView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  livemode: boolean;

  @ApiProperty()
  disabled: boolean;

  @ApiProperty({ format: 'date-time' })
  registered_at: Date;

  @ApiProperty()
  total_orders: number;

  @ApiProperty()
  successful_payments: number;

  @ApiProperty()
  successful_refunds: number;

  @ApiProperty()
  canceled_payments: number;

  @ApiProperty({ type: Number, nullable: true })
  success_rate: number | null;

  @ApiProperty({ type: AmountsView, isArray: true })
  amounts: readonly AmountsView[];
}
