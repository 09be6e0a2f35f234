import type { LoggedEvent } from './logged-event.js';
import { type Delta, type Metric, quarterOf } from './metric.js';

export type Subject = 'payment' | 'refund';
export type Verdict = 'successful' | 'canceled' | 'refunded' | 'unrefunded';

/**
 * What became of a payment or a refund, as far as it was heard: it is counted once, by its last verdict. Every field is
 * merged by a maximum or a minimum, so any order of arrival and any repetition end alike.
 */
export interface Outcome {
  /** Of the payment or the refund. */
  readonly id: string;
  readonly subject: Subject;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly currency: string;
  /** Place of the deciding event among those of its payment. */
  readonly rank: number;
  readonly verdict: Verdict;
  readonly decidedAt: Date;
  /** When it first succeeded: there it is counted, however much later it was captured. */
  readonly since: Date | null;
  /** Place of the event the amount is from; -1 where none named money that moved. */
  readonly amountRank: number;
  readonly amountMinor: number;
}

/** `after` is what an outcome has become, `before` what had been counted of it. */
export interface OutcomeChange {
  readonly before: Counted | undefined;
  readonly after: Outcome;
}

export interface Counted {
  readonly verdict: Verdict;
  readonly at: Date;
  readonly amountMinor: number;
}

/**
 * A late authorization outranks the failure before it, a void the authorization before it. The weight only decides
 * between events of one version, of which a provider that captures at once may make two.
 */
const SAYINGS: Readonly<Record<string, { subject: Subject; verdict: Verdict; weight: number } | undefined>> = {
  'payment.failed': { subject: 'payment', verdict: 'canceled', weight: 0 },
  'payment.cancelled': { subject: 'payment', verdict: 'canceled', weight: 1 },
  'payment.authorized': { subject: 'payment', verdict: 'successful', weight: 2 },
  'payment.captured': { subject: 'payment', verdict: 'successful', weight: 3 },
  'refund.processed': { subject: 'refund', verdict: 'refunded', weight: 0 },
  'refund.failed': { subject: 'refund', verdict: 'unrefunded', weight: 1 },
};
const WEIGHTS = 8;

/** What one event says about a payment or a refund; undefined for events that settle nothing. */
export function outcomeOf(event: LoggedEvent): Outcome | undefined {
  const saying = SAYINGS[event.type];
  const { paymentId, merchantId, currency, amountMinor, occurredAt } = event;
  if (!saying || paymentId === null || merchantId === null || currency === null) return undefined;
  const { subject, verdict, weight } = saying;
  const rank = event.aggregateVersion * WEIGHTS + weight;
  const moved = isSuccess(verdict);
  return {
    id: subject === 'refund' ? String(event.data['refund_id']) : paymentId,
    subject,
    merchantId,
    livemode: event.livemode ?? false,
    currency,
    rank,
    verdict,
    decidedAt: occurredAt,
    since: moved ? occurredAt : null,
    amountRank: moved ? rank : -1,
    amountMinor: moved ? (amountMinor ?? 0) : 0,
  };
}

/** Both together; which is named first does not matter. */
export function merged(a: Outcome, b: Outcome): Outcome {
  const decider = b.rank > a.rank ? b : a;
  const money = b.amountRank > a.amountRank ? b : a;
  return {
    ...decider,
    since: earlier(a.since, b.since),
    amountRank: money.amountRank,
    amountMinor: money.amountMinor,
  };
}

/** One outcome a payment or refund, sorted by id. */
export function outcomesOf(events: readonly LoggedEvent[]): Outcome[] {
  const outcomes = new Map<string, Outcome>();
  for (const event of events) {
    const said = outcomeOf(event);
    if (!said) continue;
    const known = outcomes.get(said.id);
    outcomes.set(said.id, known ? merged(known, said) : said);
  }
  return [...outcomes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How the sums change when an outcome does: what was counted is taken back, what holds now is counted. */
export function deltasOf({ before, after }: OutcomeChange): Delta[] {
  const { merchantId, livemode, currency } = after;
  const whose = { merchantId, livemode, currency };
  const now = countsOf(countedOf(after));
  const then = before ? countsOf(before) : [];
  return [...then.map((one) => ({ ...one, value: -one.value })), ...now].map((one) => ({ ...whose, ...one }));
}

export function countedOf({ verdict, since, decidedAt, amountMinor }: Outcome): Counted {
  return { verdict, at: isSuccess(verdict) ? (since ?? decidedAt) : decidedAt, amountMinor };
}

function countsOf({ verdict, at, amountMinor }: Counted): { metric: Metric; quarter: Date; value: number }[] {
  const quarter = quarterOf(at);
  switch (verdict) {
    case 'successful':
      return [
        { metric: 'successful_payments', quarter, value: 1 },
        { metric: 'gross', quarter, value: amountMinor },
      ];
    case 'canceled':
      return [{ metric: 'canceled_payments', quarter, value: 1 }];
    case 'refunded':
      return [
        { metric: 'successful_refunds', quarter, value: 1 },
        { metric: 'refunded', quarter, value: amountMinor },
      ];
    case 'unrefunded':
      return [];
  }
}

function isSuccess(verdict: Verdict): boolean {
  return verdict === 'successful' || verdict === 'refunded';
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}
