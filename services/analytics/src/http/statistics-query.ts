import { isUuid } from '#kernel';
import type { AskedSeries } from '../domain/series-request.js';
import { badRequest } from '../domain/statistics.errors.js';

/** A query string as it came: what is wrong with it is 1019 here, not the usual 1004. */
export type RawQuery = Readonly<Record<string, unknown>>;

export const SERIES_FIELDS = ['metric', 'from', 'to', 'interval', 'tz'] as const;
export const PLATFORM_FIELDS = ['merchant_id', 'livemode'] as const;

/** The named fields, each at most once; 422 1019 for any other. */
export function fieldsOf<F extends string>(query: RawQuery, fields: readonly F[]): { [field in F]?: string } {
  for (const [field, value] of Object.entries(query)) {
    if (!(fields as readonly string[]).includes(field)) throw badRequest(field, 'is not a known field');
    if (typeof value !== 'string' || value.length > 100) throw badRequest(field, 'must be given once, as a short text');
  }
  return query as { [field in F]?: string };
}

export function askedSeriesOf(query: { [field in (typeof SERIES_FIELDS)[number]]?: string }): AskedSeries {
  const { metric, from, to, interval, tz } = query;
  return { metric, from, to, interval, tz };
}

export function platformFilterOf(query: { [field in (typeof PLATFORM_FIELDS)[number]]?: string }) {
  const { merchant_id: merchantId, livemode } = query;
  if (merchantId !== undefined && !isUuid(merchantId)) throw badRequest('merchant_id', 'must be the id of a merchant');
  if (livemode !== undefined && livemode !== 'true' && livemode !== 'false') {
    throw badRequest('livemode', 'must be true or false');
  }
  return { merchantId, livemode: livemode === undefined ? undefined : livemode === 'true' };
}
