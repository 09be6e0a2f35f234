import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { INTERVALS, SERIES_METRICS } from '../domain/series-request.js';

/** Describes the query of a series. */
export const SeriesQueries = () =>
  applyDecorators(
    ApiQuery({ name: 'metric', enum: [...SERIES_METRICS] }),
    ApiQuery({
      name: 'from',
      required: false,
      description: 'RFC 3339; 24 hours, 30 days or 13 months back unless said',
    }),
    ApiQuery({ name: 'to', required: false, description: 'RFC 3339, exclusive; now unless said' }),
    ApiQuery({ name: 'interval', required: false, enum: [...INTERVALS], description: 'day unless said' }),
    ApiQuery({ name: 'tz', required: false, description: 'Name of a time zone; UTC unless said' }),
  );

/** Describes the query that narrows the platform's statistics. */
export const PlatformQueries = () =>
  applyDecorators(
    ApiQuery({ name: 'merchant_id', required: false, description: 'Only of this merchant' }),
    ApiQuery({ name: 'livemode', required: false, enum: ['true', 'false'], description: 'Both modes unless said' }),
  );
