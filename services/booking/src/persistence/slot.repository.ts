import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import {
  type NewSlot,
  type NewTier,
  type Slice,
  type SlotChange,
  type SlotCursor,
  Slots,
} from '../application/ports.js';
import type { Seat, Slot, Tier } from '../domain/slot.js';

type SlotRow = Omit<Slot, 'tiers' | 'seats'>;

const COLUMNS = `s.id, s.listing_id as "listingId", l.merchant_id as "merchantId", l.livemode, l.title,
  case when l.status = 'closed' then 'closed' else s.status end as status, s.starts_at as "startsAt",
  s.ends_at as "endsAt", s.numbered, s.capacity, s.held, s.booked`;
const FROM = 'from slot s join listing l on l.id = s.listing_id';

const LEAST_ID = '00000000-0000-0000-0000-000000000000';
const ADD = sql(
  'booking.add-slot',
  `insert into slot (id, listing_id, starts_at, ends_at, numbered, capacity) values ($1, $2, $3, $4, $5, $6)
   on conflict (id) do nothing`,
);
const ADD_SEATS = sql(
  'booking.add-seats',
  `insert into seat (slot_id, label, position)
   select $1, label, position from unnest($2::text[]) with ordinality as given (label, position)
   on conflict do nothing`,
);
const PUT_TIERS = sql(
  'booking.put-tiers',
  `insert into tier (id, slot_id, position, name, price_minor, currency, quota)
   select given.id, $1, position + (select coalesce(max(tier.position), 0) from tier where slot_id = $1), name,
     price_minor, currency, quota
   from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::int[])
     with ordinality as given (id, name, price_minor, currency, quota, position)
   on conflict (slot_id, name) do update
     set price_minor = excluded.price_minor, currency = excluded.currency, quota = excluded.quota`,
);
const SAVE = sql(
  'booking.save-slot',
  'update slot set starts_at = $2, ends_at = $3, capacity = $4, status = $5 where id = $1',
);
const FIND = sql('booking.find-slot', `select ${COLUMNS} ${FROM} where s.id = $1`);
const LOCK = sql('booking.lock-slot', `select ${COLUMNS} ${FROM} where s.id = $1 for no key update of s`);
const LIST = sql(
  'booking.slots-of-listing',
  `select ${COLUMNS} ${FROM} where s.listing_id = $1
     and (s.starts_at, s.id) > ($2::timestamptz, $3::uuid)
   order by s.starts_at, s.id limit $4`,
);
const TIERS = sql(
  'booking.tiers-of-slots',
  `select slot_id as "slotId", id, name, price_minor as "priceMinor", currency, quota, held, booked
   from tier where slot_id = any($1::uuid[]) order by slot_id, position, id`,
);
const SEATS = sql(
  'booking.seats-of-slot',
  `select label, hold_id is not null or booking_id is not null as taken from seat where slot_id = $1 order by position`,
);

@Injectable()
export class SlotRepository extends Slots {
  constructor(private readonly database: Database) {
    super();
  }

  override async add({ id, listingId, startsAt, endsAt, capacity, tiers, seats }: NewSlot): Promise<void> {
    const added = await this.database.execute(ADD, [id, listingId, startsAt, endsAt, seats.length > 0, capacity]);
    if (added === 0) return;
    await this.putTiers(id, tiers);
    if (seats.length > 0) await this.database.execute(ADD_SEATS, [id, seats]);
  }

  override async find(id: string): Promise<Slot | undefined> {
    const [slot] = await this.withTiers(await this.database.query<SlotRow>(FIND, [id]));
    return slot && this.withSeats(slot);
  }

  override async lock(id: string): Promise<Slot | undefined> {
    const [slot] = await this.withTiers(await this.database.query<SlotRow>(LOCK, [id]));
    return slot && this.withSeats(slot);
  }

  override async save(id: string, { startsAt, endsAt, capacity, status, tiers }: SlotChange): Promise<void> {
    await this.database.execute(SAVE, [id, startsAt, endsAt, capacity, status]);
    if (tiers.length > 0) await this.putTiers(id, tiers);
  }

  override async ofListing(listingId: string, { limit, after }: Slice<SlotCursor>): Promise<Slot[]> {
    const values = [listingId, after?.startsAt ?? '-infinity', after?.id ?? LEAST_ID, limit];
    return this.withTiers(await this.database.query<SlotRow>(LIST, values));
  }

  private async putTiers(slotId: string, tiers: readonly NewTier[]): Promise<void> {
    await this.database.execute(PUT_TIERS, [
      slotId,
      tiers.map(() => newId()),
      tiers.map(({ name }) => name),
      tiers.map(({ priceMinor }) => priceMinor),
      tiers.map(({ currency }) => currency),
      tiers.map(({ quota }) => quota),
    ]);
  }

  private async withTiers(rows: readonly SlotRow[]): Promise<Slot[]> {
    if (rows.length === 0) return [];
    const tiers = await this.database.query<Tier & { slotId: string }>(TIERS, [rows.map(({ id }) => id)]);
    return rows.map((row) => ({ ...row, tiers: tiers.filter(({ slotId }) => slotId === row.id), seats: [] }));
  }

  private async withSeats(slot: Slot): Promise<Slot> {
    if (!slot.numbered) return slot;
    return { ...slot, seats: await this.database.query<Seat>(SEATS, [slot.id]) };
  }
}
