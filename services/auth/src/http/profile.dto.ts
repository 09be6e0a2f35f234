import { ApiProperty } from '@nestjs/swagger';
import { IsUrl, ValidateIf } from 'class-validator';
import { Field } from '#service-kit';

/** A URL of any host, port and scheme http or https: the dispatcher decides which of them may be called. */
const URL_RULES = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

export class UpdateProfileBody {
  @Field.optional.text({ max: 120 })
  name?: string;

  @Field.optional.password()
  password?: string;

  @Field.optional.password({ min: 1, max: 128 })
  current_password?: string;

  @ApiProperty({ type: String, format: 'uri', nullable: true, required: false, maxLength: 2048 })
  @ValidateIf((_object: unknown, value: unknown) => value !== undefined && value !== null)
  @IsUrl(URL_RULES, { message: 'must be an http or https URL' })
  webhook_url?: string | null;
}

export class ProfileView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: ['merchant', 'customer', 'admin'] })
  role: string;

  @ApiProperty({ format: 'date-time' })
  created_at: Date;

  @ApiProperty({ format: 'uuid', required: false })
  merchant_id?: string;

  @ApiProperty({ required: false, description: 'The mode of this session or key' })
  livemode?: boolean;

  @ApiProperty({ format: 'date-time', required: false, nullable: true, type: String })
  live_since?: Date | null;

  @ApiProperty({ format: 'uri', required: false, nullable: true, type: String })
  webhook_url?: string | null;

  @ApiProperty({ required: false, enum: ['owner', 'staff', 'scanner'] })
  team_role?: string;

  @ApiProperty({ required: false, description: 'Of a webhook URL that was just set; shown this once' })
  webhook_secret?: string;
}
