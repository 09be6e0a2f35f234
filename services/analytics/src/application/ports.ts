import type { AdminNews, MerchantNews } from '../domain/directory.js';
import type { LoggedEvent } from '../domain/logged-event.js';
import type { Delta, Metric } from '../domain/metric.js';
import type { Outcome, OutcomeChange } from '../domain/outcome.js';
import type { SeriesRequest } from '../domain/series-request.js';
import type { Total } from '../domain/summary.js';

/** Every event that reached this service, for ever: its inbox, and the source of timelines and recounts. */
export abstract class EventLog {
  /** Writes those not yet known, in the ambient transaction, and gives them. */
  abstract append(events: readonly LoggedEvent[]): Promise<LoggedEvent[]>;
  /** Everything about a payment and about the order it pays, in the order it happened. */
  abstract timelineOf(paymentId: string): Promise<LoggedEvent[]>;
}

export abstract class Outcomes {
  /** Merges what was heard into what is known; gives those that changed. One outcome an id, sorted. */
  abstract merge(heard: readonly Outcome[]): Promise<OutcomeChange[]>;
}

export abstract class Counters {
  /** Adds each delta to its quarter of an hour and to its total. */
  abstract add(deltas: readonly Delta[]): Promise<void>;
}

/** Names and standing of merchants, and how many admins there are. */
export abstract class Directory {
  abstract hear(merchants: readonly MerchantNews[], admins: readonly AdminNews[]): Promise<void>;
}

export interface StatisticsFilter {
  readonly merchantId?: string | undefined;
  /** Undefined: both modes. */
  readonly livemode?: boolean | undefined;
}

export interface ListedMerchant {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly livemode: boolean;
  readonly disabled: boolean;
  readonly registeredAt: Date;
}

export interface Population {
  /** Registered and neither disabled nor deleted. */
  readonly merchants: number;
  readonly disabledMerchants: number;
  readonly admins: number;
}

export interface SeriesSum {
  readonly at: Date;
  /** Null where nothing happened. */
  readonly currency: string | null;
  readonly value: number;
}

export abstract class Statistics {
  abstract totals(filter: StatisticsFilter): Promise<Total[]>;
  abstract totalsByMerchant(merchantIds: readonly string[]): Promise<(Total & { readonly merchantId: string })[]>;
  abstract population(): Promise<Population>;
  abstract findMerchant(id: string): Promise<ListedMerchant | undefined>;
  /** Newest first; one row more than the limit tells that there is more. */
  abstract listMerchants(page: { limit: number; after: string | undefined }): Promise<ListedMerchant[]>;
  /** Each interval between from and to, those without a sum too. */
  abstract series(request: SeriesRequest, filter: StatisticsFilter): Promise<SeriesSum[]>;
}

/** A sum that is not what the log says. */
export interface Difference {
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly metric: Metric;
  readonly currency: string;
  /** Null: the total. */
  readonly quarter: Date | null;
  readonly kept: number;
  readonly recounted: number;
}

/** Everything counted anew from the log. */
export abstract class Recount {
  /** Sums that differ from a recount, at one instant; at most `limit`. */
  abstract differences(limit: number): Promise<Difference[]>;
  /** Replaces outcomes, sums and directory by what the log says; events wait meanwhile. */
  abstract rebuild(): Promise<void>;
}
