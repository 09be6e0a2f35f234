import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';

export class AuditLogQuery extends PageQuery {
  @Field.optional.text({ max: 60 })
  action?: string;

  @Field.optional.uuid()
  actor_id?: string;

  @Field.optional.text({ max: 100 })
  target_id?: string;
}

export class AuditRecordView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: Date;

  @ApiProperty({ example: 'user_disabled' })
  action: string;

  @ApiProperty({ nullable: true, type: Object })
  actor: { id: string; email: string | null } | null;

  @ApiProperty({ nullable: true, type: Object })
  target: { type: string; id: string } | null;

  @ApiProperty({ nullable: true, type: String })
  ip: string | null;

  @ApiProperty({ nullable: true, type: String })
  request_id: string | null;

  @ApiProperty({ nullable: true, type: Object, additionalProperties: true })
  detail: object | null;
}
