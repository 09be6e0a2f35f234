import { ApiProperty } from '@nestjs/swagger';
import { Field } from '#service-kit';

const HOURS_A_WEEK = 7 * 24;

export class CreateApiKeyBody {
  @Field.optional.text({ max: 80 })
  name: string = 'API key';
}

export class RotateApiKeyBody {
  /** How long the old key goes on. */
  @Field.optional.int({ min: 0, max: HOURS_A_WEEK })
  overlap_hours: number = 24;
}

export class ApiKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ example: 'fg_test_4fZk' })
  prefix: string;

  @ApiProperty()
  last4: string;

  @ApiProperty()
  livemode: boolean;

  @ApiProperty({ format: 'date-time' })
  created_at: Date;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'To the minute' })
  last_used_at: Date | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  expires_at: Date | null;
}

export class FreshApiKeyView extends ApiKeyView {
  @ApiProperty({ description: 'The whole key, shown this once' })
  api_key: string;
}

export class RevokedApiKeyView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  revoked: boolean;
}
