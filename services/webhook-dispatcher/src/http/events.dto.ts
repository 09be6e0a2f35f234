import { ApiProperty } from '@nestjs/swagger';
import { Field, PageQuery } from '#service-kit';
import type { KeptEvent } from '../application/ports.js';

export class EventsQuery extends PageQuery {
  @Field.optional.pattern(/^[a-z]+\.[a-z_]{1,40}$/, 'payment.captured') event?: string;
}

export class EventView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'payment.captured' }) event: string;
  @ApiProperty() created_at: Date;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The body that endpoints get.' })
  body: unknown;
}

export function eventView({ id, type, createdAt, body }: KeptEvent): EventView {
  return { id, event: type, created_at: createdAt, body: JSON.parse(body) as unknown };
}
