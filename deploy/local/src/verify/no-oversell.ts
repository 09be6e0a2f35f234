import type { Books } from './books.js';

interface Count {
  readonly id: string;
  readonly capacity: string;
  readonly held: string;
  readonly booked: string;
  readonly really_held: string;
  readonly really_booked: string;
}

const SLOTS = `
  with tickets as (select slot_id, count(*) as n from ticket where status <> 'void' group by slot_id),
       claims as (
         select l.slot_id, sum(l.quantity) as n from hold h join hold_line l on l.hold_id = h.id
         where h.status = 'active' group by l.slot_id)
  select s.id, s.capacity, s.held, s.booked, coalesce(c.n, 0) as really_held, coalesce(t.n, 0) as really_booked
  from slot s left join tickets t on t.slot_id = s.id left join claims c on c.slot_id = s.id`;

/** P4: the counters are what holds and tickets add up to, and fit the capacity; a seat is taken by one. */
export async function noOversell(books: Books): Promise<string[]> {
  const slots = await books.rows<Count>('booking', SLOTS);
  const seats = await books.rows<{ slot_id: string; seat: string }>(
    'booking',
    `select slot_id, seat from ticket where seat is not null and status <> 'void'
     group by slot_id, seat having count(*) > 1`,
  );
  return [
    ...slots.flatMap((slot) => faultsOf(slot).map((fault) => `slot ${slot.id}: ${fault}`)),
    ...seats.map(({ slot_id, seat }) => `slot ${slot_id}: seat ${seat} was sold twice`),
  ];
}

function faultsOf(slot: Count): string[] {
  const [capacity, held, booked] = [slot.capacity, slot.held, slot.booked].map(Number) as [number, number, number];
  const [reallyHeld, reallyBooked] = [slot.really_held, slot.really_booked].map(Number) as [number, number];
  const faults = [];
  if (reallyHeld + reallyBooked > capacity) faults.push(`${reallyHeld + reallyBooked} claimed of ${capacity}`);
  if (held !== reallyHeld) faults.push(`counts ${held} held, its holds claim ${reallyHeld}`);
  if (booked !== reallyBooked) faults.push(`counts ${booked} booked, it has ${reallyBooked} tickets`);
  return faults;
}
