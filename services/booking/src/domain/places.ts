/** Places of one tier of one slot that belong together. */
export interface PlaceLine {
  readonly slotId: string;
  readonly tierId: string;
  readonly quantity: number;
  /** Labels of numbered seats; fewer than `quantity` means that any free ones will do for the rest. */
  readonly seats: readonly string[];
}

export interface SlotRoom {
  readonly available: number;
  readonly onSale: boolean;
  readonly numbered: boolean;
}

/** What is free, read under the lock of the slots. */
export interface Room {
  readonly slots: ReadonlyMap<string, SlotRoom>;
  /** Rest of each tier's quota; Infinity where it has none. */
  readonly tiers: ReadonlyMap<string, number>;
  /** Free seats of numbered slots, in the order they are given out. */
  readonly seats: ReadonlyMap<string, readonly string[]>;
}

export interface Shortage {
  readonly reason: 'sold_out' | 'slot_closed';
  readonly slotId: string;
  readonly tierId: string;
  readonly available: number;
  /** The wished seats that are taken. */
  readonly takenSeats: readonly string[];
}

/** Granted whole, with the seats of each line, or refused whole with the first thing that lacks. */
export type ClaimResult =
  | { readonly granted: true; readonly seats: readonly (readonly string[])[] }
  | { readonly granted: false; readonly shortage: Shortage };

/** What each move does to the counters of a slot and its tiers, for every place. */
export const PLACE_MOVES = {
  hold: { held: 1, booked: 0 },
  release: { held: -1, booked: 0 },
  confirm: { held: -1, booked: 1 },
  book: { held: 0, booked: 1 },
  free: { held: 0, booked: -1 },
} as const;
export type PlaceMove = keyof typeof PLACE_MOVES;

/**
 * Gives places to claims in their order, each wholly or not at all: what one gets is gone for the next (P4, R10). Pure:
 * `room` is not changed; the caller writes what was granted while it still holds the lock.
 */
export function claimPlaces(room: Room, claims: readonly (readonly PlaceLine[])[]): ClaimResult[] {
  const rest = new Rest(room);
  return claims.map((lines) => {
    const shortage = rest.shortageFor(lines);
    return shortage ? { granted: false, shortage } : { granted: true, seats: rest.take(lines) };
  });
}

class Rest {
  private readonly slots = new Map<string, number>();
  private readonly tiers: Map<string, number>;
  private readonly seats = new Map<string, Set<string>>();

  constructor(private readonly room: Room) {
    for (const [id, { available }] of room.slots) this.slots.set(id, available);
    this.tiers = new Map(room.tiers);
    for (const [id, labels] of room.seats) this.seats.set(id, new Set(labels));
  }

  shortageFor(lines: readonly PlaceLine[]): Shortage | undefined {
    const wishedOf = { slot: sumBy(lines, 'slotId'), tier: sumBy(lines, 'tierId') };
    for (const line of lines) {
      const { slotId, tierId } = line;
      const available = Math.max(0, Math.min(this.slots.get(slotId) ?? 0, this.tiers.get(tierId) ?? 0));
      const short = { slotId, tierId, available, takenSeats: this.takenOf(line) };
      if (this.room.slots.get(slotId)?.onSale !== true) return { ...short, reason: 'slot_closed' };
      const tooFew =
        (this.slots.get(slotId) ?? 0) < (wishedOf.slot.get(slotId) ?? 0) ||
        (this.tiers.get(tierId) ?? 0) < (wishedOf.tier.get(tierId) ?? 0);
      if (tooFew || short.takenSeats.length > 0 || this.seatsFallShort(slotId, lines)) {
        return { ...short, reason: 'sold_out' };
      }
    }
    return undefined;
  }

  /** Wished seats first, for all lines, so that a line without wishes does not take another's. */
  take(lines: readonly PlaceLine[]): string[][] {
    for (const line of lines) for (const label of line.seats) this.seats.get(line.slotId)?.delete(label);
    return lines.map((line) => {
      reduce(this.slots, line.slotId, line.quantity);
      reduce(this.tiers, line.tierId, line.quantity);
      return this.isNumbered(line.slotId) ? [...line.seats, ...this.nextSeats(line)] : [];
    });
  }

  private nextSeats(line: PlaceLine): string[] {
    const free = this.seats.get(line.slotId) ?? new Set<string>();
    const next = [...free.values()].slice(0, line.quantity - line.seats.length);
    for (const label of next) free.delete(label);
    return next;
  }

  private seatsFallShort(slotId: string, lines: readonly PlaceLine[]): boolean {
    if (!this.isNumbered(slotId)) return false;
    const here = lines.filter((line) => line.slotId === slotId);
    const wished = here.flatMap(({ seats }) => seats);
    const places = here.reduce((total, { quantity }) => total + quantity, 0);
    return new Set(wished).size < wished.length || (this.seats.get(slotId)?.size ?? 0) < places;
  }

  private takenOf({ slotId, seats }: PlaceLine): string[] {
    return this.isNumbered(slotId) ? seats.filter((label) => this.seats.get(slotId)?.has(label) !== true) : [];
  }

  private isNumbered(slotId: string): boolean {
    return this.room.slots.get(slotId)?.numbered === true;
  }
}

function sumBy(lines: readonly PlaceLine[], key: 'slotId' | 'tierId'): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of lines) sums.set(line[key], (sums.get(line[key]) ?? 0) + line.quantity);
  return sums;
}

function reduce(rest: Map<string, number>, id: string, by: number): void {
  rest.set(id, (rest.get(id) ?? 0) - by);
}
