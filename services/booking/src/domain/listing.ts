export const LISTING_KINDS = ['train', 'event', 'service'] as const;
export type ListingKind = (typeof LISTING_KINDS)[number];

/** Open: on sale. Closed: seen by its merchant's customers, but nothing new is sold. */
export const SALE_STATUSES = ['open', 'closed'] as const;
export type SaleStatus = (typeof SALE_STATUSES)[number];

/** What a customer gets back who cancels: everything until some hours before the start, a share of it after that. */
export interface CancellationPolicy {
  readonly fullRefundUntilHours: number;
  /** 0 to 100. */
  readonly lateRefundPercent: number;
}

/** What a merchant sells: a train line, an event, a service. */
export interface Listing {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly kind: ListingKind;
  readonly title: string;
  readonly description: string;
  readonly status: SaleStatus;
  readonly policy: CancellationPolicy;
  readonly createdAt: Date;
}
