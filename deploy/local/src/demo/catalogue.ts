const DAY_MS = 86_400_000;

export interface DemoSlot {
  starts_at: string;
  ends_at: string;
  capacity: number;
  tiers: { name: string; price: string; currency: string; quota?: number }[];
}

export interface DemoListing {
  listing: { kind: 'train' | 'event' | 'service'; title: string; description: string };
  /** Slots that should be on sale, seen from `now`; those whose start is there already are not made again. */
  slots(now: Date): DemoSlot[];
}

const INR = 'INR';

/** What the demo merchant sells: a train line, an event with tiers, a service with appointments. */
export const CATALOGUE: readonly DemoListing[] = [
  {
    listing: {
      kind: 'train',
      title: 'Konkan Coast Express: Mumbai – Goa',
      description: 'Every morning along the coast, twelve hours, two classes.',
    },
    slots: (now) => days(now, 1, 14).map((day) => departure(at(day, 1, 40))),
  },
  {
    listing: {
      kind: 'event',
      title: 'Monsoon Music Night',
      description: 'One evening, two stages. General admission and a VIP terrace.',
    },
    slots: (now) => [evening(at(nextFirst(now), 13, 30))],
  },
  {
    listing: {
      kind: 'service',
      title: 'Harbour Bicycle Repair',
      description: 'Half an hour with a mechanic, by appointment.',
    },
    slots: (now) =>
      days(now, 1, 5).flatMap((day) => [4, 5, 6, 9, 10, 11].map((hour) => appointment(at(day, hour, 30)))),
  },
];

const departure = (start: Date): DemoSlot => ({
  ...during(start, 12 * 60),
  capacity: 120,
  tiers: [
    { name: '2AC', price: '1850.00', currency: INR, quota: 40 },
    { name: 'SL', price: '540.00', currency: INR, quota: 80 },
  ],
});

const evening = (start: Date): DemoSlot => ({
  ...during(start, 5 * 60),
  capacity: 500,
  tiers: [
    { name: 'GA', price: '999.00', currency: INR, quota: 460 },
    { name: 'VIP', price: '3499.00', currency: INR, quota: 40 },
  ],
});

const appointment = (start: Date): DemoSlot => ({
  ...during(start, 30),
  capacity: 1,
  tiers: [{ name: 'standard', price: '350.00', currency: INR }],
});

const during = (start: Date, minutes: number): Pick<DemoSlot, 'starts_at' | 'ends_at'> => ({
  starts_at: start.toISOString(),
  ends_at: new Date(start.getTime() + minutes * 60_000).toISOString(),
});

/** Days from the `first`th to the `last`th after today, as midnights UTC. */
const days = (now: Date, first: number, last: number): Date[] =>
  Array.from({ length: last - first + 1 }, (_, index) => new Date(midnight(now).getTime() + (first + index) * DAY_MS));

/** The first of the month after next: always some weeks ahead, and the same all through a month. */
const nextFirst = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1));

const midnight = (now: Date): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));

const at = (day: Date, hour: number, minute: number): Date => new Date(day.getTime() + (hour * 60 + minute) * 60_000);
