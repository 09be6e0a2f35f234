import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';
import { DELIVERY_STATUSES } from '../domain/delivery.js';

export class DeliveriesQuery extends PageQuery {
  @Field.optional.uuid() endpoint?: string;
  @Field.optional.pattern(/^[a-z]+\.[a-z_]{1,40}$/, 'payment.captured') event?: string;
  @Field.optional.oneOf(DELIVERY_STATUSES) status?: string;
}

export class DeliveryView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) event_id: string;
  @ApiProperty({ example: 'payment.captured' }) event: string;
  @ApiProperty({ format: 'uuid' }) endpoint_id: string;
  @ApiProperty({ enum: DELIVERY_STATUSES }) status: string;
  @ApiProperty() attempts_made: number;
  @ApiProperty({ nullable: true, type: Date }) next_attempt_at: Date | null;
  @ApiProperty() created_at: Date;
  @ApiProperty({ nullable: true, type: Date }) finished_at: Date | null;
}

export class AttemptView {
  @ApiProperty() number: number;
  @ApiProperty() started_at: Date;
  @ApiProperty({ nullable: true, type: Date }) finished_at: Date | null;
  @ApiProperty({ nullable: true, type: Number }) status_code: number | null;
  @ApiProperty({ nullable: true, type: String, example: 'timeout' }) error: string | null;
  @ApiProperty({ nullable: true, type: Number }) duration_ms: number | null;
  @ApiProperty({ nullable: true, type: String, description: 'Masked, 8 KiB at most.' }) response: string | null;
}

export class DeliveryWithAttemptsView extends DeliveryView {
  @ApiProperty({ isArray: true, type: AttemptView }) attempts: AttemptView[];
}
