import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { type ListingFilter, Listings, type Slice } from '../application/ports.js';
import type { Listing, ListingKind, SaleStatus } from '../domain/listing.js';

interface ListingRow {
  id: string;
  merchant_id: string;
  livemode: boolean;
  kind: ListingKind;
  title: string;
  description: string;
  status: SaleStatus;
  full_refund_until_hours: number;
  late_refund_percent: number;
  created_at: Date;
}

const ADD = sql(
  'booking.add-listing',
  `insert into listing (id, merchant_id, livemode, kind, title, description, status, full_refund_until_hours,
     late_refund_percent, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing`,
);
const SAVE = sql(
  'booking.save-listing',
  `update listing set title = $2, description = $3, status = $4, full_refund_until_hours = $5, late_refund_percent = $6
   where id = $1`,
);
const FIND = sql('booking.find-listing', 'select * from listing where id = $1');
const LOCK = sql('booking.lock-listing', 'select * from listing where id = $1 for no key update');
const LIST = filtered(
  'booking.list-listings',
  {
    after: 'l.id < ?',
    kind: 'l.kind = ?',
    text: '(l.title ilike ? or l.description ilike ?)',
    between: `exists (select from slot s where s.listing_id = l.id and s.status = 'open'
      and s.starts_at between (?::timestamptz[])[1] and (?::timestamptz[])[2])`,
  },
  (where) => `select * from listing l where ${where} order by l.id desc limit $1`,
);

@Injectable()
export class ListingRepository extends Listings {
  constructor(private readonly database: Database) {
    super();
  }

  override async add(listing: Listing): Promise<void> {
    const { id, merchantId, livemode, kind, title, description, status, policy, createdAt } = listing;
    const { fullRefundUntilHours, lateRefundPercent } = policy;
    await this.database.execute(ADD, [
      id, merchantId, livemode, kind, title, description, status, fullRefundUntilHours, lateRefundPercent, createdAt,
    ]);
  }

  override async find(id: string): Promise<Listing | undefined> {
    const [row] = await this.database.query<ListingRow>(FIND, [id]);
    return row && listingOf(row);
  }

  override async lock(id: string): Promise<Listing | undefined> {
    const [row] = await this.database.query<ListingRow>(LOCK, [id]);
    return row && listingOf(row);
  }

  override async save({ id, title, description, status, policy }: Listing): Promise<void> {
    const values = [id, title, description, status, policy.fullRefundUntilHours, policy.lateRefundPercent];
    await this.database.execute(SAVE, values);
  }

  override async list(filter: ListingFilter, { limit, after }: Slice<string>): Promise<Listing[]> {
    const { kind, text, from, to } = filter;
    const pattern = text === undefined ? undefined : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const between = from || to ? [from ?? '-infinity', to ?? 'infinity'] : undefined;
    const list = LIST.by([limit], { after, kind, text: pattern, between });
    return (await this.database.query<ListingRow>(...list)).map(listingOf);
  }
}

function listingOf(row: ListingRow): Listing {
  const { id, merchant_id: merchantId, livemode, kind, title, description, status, created_at: createdAt } = row;
  const policy = { fullRefundUntilHours: row.full_refund_until_hours, lateRefundPercent: row.late_refund_percent };
  return { id, merchantId, livemode, kind, title, description, status, policy, createdAt };
}
