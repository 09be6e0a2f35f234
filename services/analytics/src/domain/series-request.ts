import { AMOUNTS, COUNTS, type Metric } from './metric.js';
import { badRequest } from './statistics.errors.js';
import { timeZoneOf } from './time-zone.js';

export const INTERVALS = ['hour', 'day', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];
/** `net` is gross less refunded. */
export const SERIES_METRICS = [...COUNTS, ...AMOUNTS, 'net'] as const;
export type SeriesMetric = (typeof SERIES_METRICS)[number];

const HOUR_MS = 3_600_000;
const STEP_MS: Readonly<Record<Interval, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS, month: 28 * 24 * HOUR_MS };
/** How far back a series goes that does not say since when. */
const USUAL_STEPS: Readonly<Record<Interval, number>> = { hour: 24, day: 30, month: 13 };
const MAX_POINTS = 1_000;

export interface SeriesRequest {
  readonly metric: SeriesMetric;
  readonly interval: Interval;
  /** IANA name. */
  readonly tz: string;
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

export interface AskedSeries {
  readonly metric: string | undefined;
  readonly interval: string | undefined;
  readonly tz: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What was asked, made whole; 422 1019 for what makes no sense. */
export function seriesRequestOf(asked: AskedSeries, now: Date): SeriesRequest {
  const metric = oneOf('metric', SERIES_METRICS, asked.metric);
  const interval = oneOf('interval', INTERVALS, asked.interval ?? 'day');
  const to = timeOf('to', asked.to) ?? now;
  const from = timeOf('from', asked.from) ?? new Date(to.getTime() - USUAL_STEPS[interval] * STEP_MS[interval]);
  if (from >= to) throw badRequest('from', 'must be before to');
  const points = (to.getTime() - from.getTime()) / STEP_MS[interval];
  if (points > MAX_POINTS) throw badRequest('interval', `makes more than ${MAX_POINTS} points: ask for less time`);
  return { metric, interval, tz: zoneOf(asked.tz ?? 'UTC'), from, to };
}

/** The sums a series is made of; the second is taken off. */
export function sumsOf(metric: SeriesMetric): { readonly plus: Metric; readonly minus: Metric | null } {
  return metric === 'net' ? { plus: 'gross', minus: 'refunded' } : { plus: metric, minus: null };
}

export function isAmount(metric: SeriesMetric): boolean {
  return metric === 'net' || (AMOUNTS as readonly string[]).includes(metric);
}

function oneOf<T extends string>(field: string, choices: readonly T[], asked: string | undefined): T {
  const found = choices.find((choice) => choice === asked);
  if (found === undefined) throw badRequest(field, `must be one of ${choices.join(', ')}`);
  return found;
}

function timeOf(field: string, asked: string | undefined): Date | undefined {
  if (asked === undefined) return undefined;
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/;
  const time = form.test(asked) ? new Date(asked) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw badRequest(field, 'must be a date or a time like 2026-01-31T09:30:00Z');
  return time;
}

function zoneOf(asked: string): string {
  const zone = timeZoneOf(asked);
  if (zone === undefined) throw badRequest('tz', 'must be the name of a time zone like Asia/Kolkata');
  return zone;
}
