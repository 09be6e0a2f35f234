import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';

/** What a merchant may ask of its own part of the log. */
export class OwnAuditLogQuery extends PageQuery {
  /** Such as `refund_requested`. */
  @Field.optional.text({ max: 60 })
  action?: string;

  @Field.optional.uuid()
  actor_id?: string;

  /** Such as `payment`, `order`, `endpoint`, `slot`, `user`. */
  @Field.optional.text({ max: 40 })
  target_type?: string;

  @Field.optional.text({ max: 100 })
  target_id?: string;

  @Field.optional.text({ max: 100 })
  request_id?: string;

  /** At this time or later. */
  @Field.optional.time()
  from?: string;

  /** Before this time. */
  @Field.optional.time()
  to?: string;
}

export class AuditLogQuery extends OwnAuditLogQuery {
  /** Only what concerns this merchant. */
  @Field.optional.uuid()
  merchant_id?: string;
}

export class AuditActorView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ nullable: true, type: String, description: 'A merchant sees that of its own people' })
  email: string | null;

  @ApiProperty({ nullable: true, type: String, enum: ['merchant', 'customer', 'admin'] })
  role: string | null;
}

export class AuditRecordView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: Date;

  @ApiProperty({ example: 'user_disabled' })
  action: string;

  @ApiProperty({ nullable: true, type: AuditActorView, description: 'Null: nobody known, or the operator' })
  actor: AuditActorView | null;

  @ApiProperty({ nullable: true, type: Object })
  target: { type: string; id: string } | null;

  @ApiProperty({ nullable: true, type: String, format: 'uuid' })
  merchant_id: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'A merchant sees that of its own people' })
  ip: string | null;

  @ApiProperty({ nullable: true, type: String })
  request_id: string | null;

  @ApiProperty({ nullable: true, type: Object, additionalProperties: true })
  detail: object | null;
}
