import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Field, KEY_SCOPES } from '#service-kit';
import { IpNets } from './ip-nets.js';

const HOURS_A_WEEK = 7 * 24;

const Scopes = () =>
  applyDecorators(
    Field.optional.texts({ minItems: 1, maxItems: KEY_SCOPES.length, max: 20 }),
    IsIn(KEY_SCOPES, { each: true, message: `must be some of ${KEY_SCOPES.join(', ')}` }),
  );

export class CreateApiKeyBody {
  @Field.optional.text({ max: 80 })
  name: string = 'API key';

  /** Of live money (once the platform opened the merchant for it) or of the sandbox; left out: the session's mode. */
  @Field.optional.bool()
  livemode?: boolean;

  /** Left out: everything a merchant may. `read` opens all reading but that of payouts, keys and the team. */
  @Scopes()
  scopes?: string[];

  /** Addresses and nets (CIDR) the key may be used from; left out: any. */
  @Field.optional.texts({ minItems: 1, maxItems: 50, max: 49 })
  @IpNets()
  allowed_ips?: string[];
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

  @ApiProperty({ nullable: true, type: [String], enum: KEY_SCOPES, description: 'Null: everything a merchant may' })
  scopes: readonly string[] | null;

  @ApiProperty({ nullable: true, type: [String], description: 'Null: from anywhere' })
  allowed_ips: readonly string[] | null;

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
