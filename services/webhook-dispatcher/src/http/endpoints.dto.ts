import { ApiProperty } from '@nestjs/swagger';
import { registerDecorator } from 'class-validator';
import { Field } from '#service-kit';
import { faultOfPattern } from '../domain/event-pattern.js';

/** A list of event patterns, each of which some event can match. */
function EventPatterns(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'eventPatterns',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => value === undefined || faultOfPatterns(value) === undefined,
        defaultMessage: (args) => faultOfPatterns(args?.value) ?? 'is not valid',
      },
    });
}

function faultOfPatterns(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'must have at least one event';
  for (const [at, pattern] of value.entries()) {
    const fault = typeof pattern === 'string' ? faultOfPattern(pattern) : 'must be a text';
    if (fault) return `item ${at} ${fault}`;
  }
  return undefined;
}

export class CreateEndpointDto {
  @Field.text({ max: 4_096 }) url: string;
  /** Every event, unless told. */
  @Field.optional.texts({ minItems: 1, maxItems: 50, max: 60 }) @EventPatterns() events?: string[];
  @Field.optional.text({ max: 200 }) description?: string;
}

export class ChangeEndpointDto {
  @Field.optional.text({ max: 4_096 }) url?: string;
  @Field.optional.texts({ minItems: 1, maxItems: 50, max: 60 }) @EventPatterns() events?: string[];
  @Field.optional.text({ max: 200, min: 0 }) description?: string;
  @Field.optional.oneOf(['enabled', 'disabled']) status?: 'enabled' | 'disabled';
}

export class RecoverDto {
  @Field.time() since: string;
}

/** `POST internal/endpoints`. */
export class RegisterEndpointDto {
  @Field.uuid() merchant_id: string;
  @Field.bool() livemode: boolean;
  @Field.text({ max: 4_096 }) url: string;
}

export class SecretView {
  @ApiProperty() created_at: Date;
  @ApiProperty({ nullable: true, type: Date }) expires_at: Date | null;
}

export class EndpointView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() url: string;
  @ApiProperty({ isArray: true, type: String }) events: readonly string[];
  @ApiProperty({ nullable: true, type: String }) description: string | null;
  @ApiProperty({ enum: ['enabled', 'disabled'] }) status: string;
  @ApiProperty({ nullable: true, enum: ['requested', 'gone', 'failing'] }) disabled_reason: string | null;
  @ApiProperty({ nullable: true, type: Date }) disabled_at: Date | null;
  @ApiProperty() livemode: boolean;
  @ApiProperty({ isArray: true, type: SecretView }) secrets: SecretView[];
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
}

export class EndpointWithSecretView extends EndpointView {
  @ApiProperty({ description: 'Shown here and never again.' }) secret: string;
}

export class EnabledEndpointView extends EndpointView {
  @ApiProperty({ nullable: true, type: Date, description: 'What to ask `recover` for.' }) missed_since: Date | null;
}

export class SentTestView {
  @ApiProperty({ format: 'uuid' }) event_id: string;
  @ApiProperty({ format: 'uuid' }) delivery_id: string;
}

export class RecoveryView {
  @ApiProperty({ format: 'uuid' }) recovery_id: string;
}
