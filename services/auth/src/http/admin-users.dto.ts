import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';
import type { Role, Standing } from '../domain/account.js';

export class UsersQuery extends PageQuery {
  @Field.optional.bool()
  deleted: boolean = false;

  @Field.optional.oneOf(['merchant', 'customer', 'admin'])
  role?: Role;

  @Field.optional.oneOf(['active', 'disabled', 'deleted'])
  status?: Standing;
}

export class UserView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ['merchant', 'customer', 'admin'] })
  role: string;

  @ApiProperty({ enum: ['active', 'disabled', 'deleted'] })
  status: string;

  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  merchant_id: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'Of merchants: open for live money' })
  live_since: Date | null;

  @ApiProperty({ format: 'date-time' })
  created_at: Date;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  disabled_at: Date | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  deleted_at: Date | null;
}
