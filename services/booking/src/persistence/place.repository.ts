import { Injectable } from '@nestjs/common';
import { Database, sql, type Statement } from '#postgres';
import { type MovedLine, Places } from '../application/ports.js';
import { PLACE_MOVES, type PlaceLine, type PlaceMove, type Room } from '../domain/places.js';

interface SlotRoom {
  id: string;
  available: number;
  onSale: boolean;
  numbered: boolean;
}

const LOCK_SLOTS = sql(
  'booking.lock-slots',
  `select id, capacity - held - booked as available, numbered,
     status = 'open' and starts_at > now()
       and exists (select from listing l where l.id = slot.listing_id and l.status = 'open') as "onSale"
   from slot where id = any($1::uuid[]) order by id for no key update`,
);
const TIERS = sql(
  'booking.rest-of-tiers',
  'select id, quota - held - booked as rest from tier where id = any($1::uuid[])',
);
/** The first free seats, as many as there are places wished for, and the wished ones wherever they are. */
const FREE_SEATS = sql(
  'booking.free-seats',
  `select slot_id as "slotId", label from (
     select near.* from unnest($1::uuid[], $2::int[]) as wish (slot_id, places)
     cross join lateral (
       select slot_id, label, position from seat
       where seat.slot_id = wish.slot_id and hold_id is null and booking_id is null
       order by position limit wish.places) as near
     union
     select seat.slot_id, seat.label, seat.position from seat
     join unnest($3::uuid[], $4::text[]) as named (slot_id, label)
       on seat.slot_id = named.slot_id and seat.label = named.label
     where hold_id is null and booking_id is null) as free
   order by slot_id, position`,
);
/** An update visits rows in no order of ours, so they are locked in the order of their ids first. */
const MOVE_SLOTS = sql(
  'booking.move-slots',
  `with delta as (select * from unnest($1::uuid[], $2::int[], $3::int[]) as d (id, held, booked)),
     locked as (select id from slot where id = any($1::uuid[]) order by id for no key update)
   update slot set held = slot.held + delta.held, booked = slot.booked + delta.booked
   from delta join locked using (id) where slot.id = delta.id`,
);
const MOVE_TIERS = sql(
  'booking.move-tiers',
  `update tier set held = tier.held + delta.held, booked = tier.booked + delta.booked
   from unnest($1::uuid[], $2::int[], $3::int[]) as delta (id, held, booked) where tier.id = delta.id`,
);
const MOVE_SEATS = sql(
  'booking.move-seats',
  `update seat set hold_id = given.hold_id, booking_id = given.booking_id
   from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) as given (slot_id, label, hold_id, booking_id)
   where seat.slot_id = given.slot_id and seat.label = given.label`,
);

@Injectable()
export class PlaceRepository extends Places {
  constructor(private readonly database: Database) {
    super();
  }

  override async lock(lines: readonly PlaceLine[]): Promise<Room> {
    const [slots, tiers] = await Promise.all([
      this.database.query<SlotRoom>(LOCK_SLOTS, [idsOf(lines, 'slotId')]),
      this.database.query<{ id: string; rest: number | null }>(TIERS, [idsOf(lines, 'tierId')]),
    ]);
    const numbered = new Set(slots.filter((slot) => slot.numbered).map(({ id }) => id));
    return {
      slots: new Map(slots.map((slot) => [slot.id, slot])),
      tiers: new Map(tiers.map(({ id, rest }) => [id, rest ?? Infinity])),
      seats: await this.freeSeats(lines.filter(({ slotId }) => numbered.has(slotId))),
    };
  }

  override async move(move: PlaceMove, lines: readonly MovedLine[]): Promise<void> {
    if (lines.length === 0) return;
    await Promise.all([
      this.count(MOVE_SLOTS, move, totalsOf(lines, 'slotId')),
      this.count(MOVE_TIERS, move, totalsOf(lines, 'tierId')),
      this.handOver(lines),
    ]);
  }

  private async count(statement: Statement, move: PlaceMove, totals: ReadonlyMap<string, number>): Promise<void> {
    const { held, booked } = PLACE_MOVES[move];
    const places = [...totals.values()];
    const values = [[...totals.keys()], places.map((n) => n * held), places.map((n) => n * booked)];
    const touched = await this.database.execute(statement, values);
    if (touched !== totals.size) throw new Error(`${statement.name} met ${touched} of ${totals.size} rows`);
  }

  private async handOver(lines: readonly MovedLine[]): Promise<void> {
    const seats = lines.flatMap((line) => line.seats.map((label) => ({ ...line, label })));
    if (seats.length === 0) return;
    const touched = await this.database.execute(MOVE_SEATS, [
      seats.map(({ slotId }) => slotId),
      seats.map(({ label }) => label),
      seats.map(({ holdId }) => holdId ?? null),
      seats.map(({ bookingId }) => bookingId ?? null),
    ]);
    if (touched !== seats.length) throw new Error(`${touched} of ${seats.length} seats were handed over`);
  }

  private async freeSeats(lines: readonly PlaceLine[]): Promise<Map<string, string[]>> {
    const free = new Map<string, string[]>(lines.map(({ slotId }) => [slotId, []]));
    if (lines.length === 0) return free;
    const totals = totalsOf(lines, 'slotId');
    const wished = lines.flatMap(({ slotId, seats }) => seats.map((label) => ({ slotId, label })));
    const rows = await this.database.query<{ slotId: string; label: string }>(FREE_SEATS, [
      [...totals.keys()],
      [...totals.values()],
      wished.map(({ slotId }) => slotId),
      wished.map(({ label }) => label),
    ]);
    for (const { slotId, label } of rows) free.get(slotId)?.push(label);
    return free;
  }
}

function idsOf(lines: readonly PlaceLine[], key: 'slotId' | 'tierId'): string[] {
  return [...new Set(lines.map((line) => line[key]))];
}

function totalsOf(lines: readonly PlaceLine[], key: 'slotId' | 'tierId'): Map<string, number> {
  const totals = new Map<string, number>();
  for (const line of lines) totals.set(line[key], (totals.get(line[key]) ?? 0) + line.quantity);
  return totals;
}
