import { formatAmount } from '#kernel';
import { AMOUNTS, type Count, COUNTS, type Metric } from './metric.js';

export interface Total {
  readonly metric: Metric;
  readonly currency: string;
  readonly value: number;
}

export interface AmountSummary {
  readonly currency: string;
  readonly gross: string;
  readonly gross_minor: number;
  readonly refunded: string;
  readonly refunded_minor: number;
  /** Gross less refunded. */
  readonly net: string;
  readonly net_minor: number;
}

export interface Summary {
  readonly counts: Readonly<Record<Count, number>>;
  /** Successful among those that ended, from 0 to 1 with four decimals; null while none has ended. */
  readonly successRate: number | null;
  /** By currency, in alphabetical order. */
  readonly amounts: readonly AmountSummary[];
}

/** The totals of a merchant, or of all, as people read them. */
export function summaryOf(totals: readonly Total[]): Summary {
  const counts = Object.fromEntries(COUNTS.map((metric) => [metric, sum(totals, metric)])) as Record<Count, number>;
  const ended = counts.successful_payments + counts.canceled_payments;
  const moved = totals.filter(({ metric, value }) => (AMOUNTS as readonly string[]).includes(metric) && value !== 0);
  const currencies = [...new Set(moved.map(({ currency }) => currency))].sort();
  return {
    counts,
    successRate: ended === 0 ? null : Math.round((counts.successful_payments / ended) * 10_000) / 10_000,
    amounts: currencies.map((currency) => amountsIn(currency, moved)),
  };
}

function amountsIn(currency: string, totals: readonly Total[]): AmountSummary {
  const own = totals.filter((total) => total.currency === currency);
  const [gross, refunded] = [sum(own, 'gross'), sum(own, 'refunded')];
  return {
    currency,
    gross: formatAmount(gross, currency),
    gross_minor: gross,
    refunded: formatAmount(refunded, currency),
    refunded_minor: refunded,
    net: formatAmount(gross - refunded, currency),
    net_minor: gross - refunded,
  };
}

function sum(totals: readonly Total[], metric: Metric): number {
  return totals.reduce((total, one) => (one.metric === metric ? total + one.value : total), 0);
}
