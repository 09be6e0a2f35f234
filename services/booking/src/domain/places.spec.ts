import fc from 'fast-check';
import { claimPlaces, type PlaceLine, type Room } from './places.js';

const line = (slotId: string, quantity: number, seats: string[] = []): PlaceLine => {
  return { slotId, tierId: `${slotId}-GA`, quantity, seats };
};
const room = (available: number, rest = Infinity, seats?: string[]): Room => ({
  slots: new Map([['s', { available, onSale: true, numbered: seats !== undefined }]]),
  tiers: new Map([['s-GA', rest]]),
  seats: new Map(seats ? [['s', seats]] : []),
});

describe('claiming places', () => {
  it('serves who comes first, and a claim that does not fit does not stop a smaller one behind it', () => {
    const granted = claimPlaces(room(3), [[line('s', 2)], [line('s', 2)], [line('s', 1)]]).map((one) => one.granted);
    expect(granted).toEqual([true, false, true]);
  });

  it('counts the lines of one claim together, against the slot and against the quota', () => {
    const shortage = { reason: 'sold_out', available: 3 };
    expect(claimPlaces(room(3), [[line('s', 2), line('s', 2)]])).toMatchObject([{ shortage }]);
    expect(claimPlaces(room(9, 1), [[line('s', 2)]])).toMatchObject([{ shortage: { available: 1 } }]);
  });

  it('gives the wished seats, any free ones without a wish, and never one twice', () => {
    const seats = ['A1', 'A2', 'A3'];
    const claims = [[line('s', 1), line('s', 1, ['A1'])], [line('s', 1, ['A2'])], [line('s', 1)]];
    expect(claimPlaces(room(3, Infinity, seats), claims)).toMatchObject([
      { granted: true, seats: [['A2'], ['A1']] },
      { granted: false, shortage: { takenSeats: ['A2'] } },
      { granted: true, seats: [['A3']] },
    ]);
    const twice = [[line('s', 1, ['A1']), line('s', 1, ['A1'])]];
    expect(claimPlaces(room(3, Infinity, seats), twice)).toMatchObject([{ granted: false }]);
  });

  it('knows nothing to sell in a slot that is closed or unknown', () => {
    expect(claimPlaces(room(3), [[line('other', 1)]])).toMatchObject([{ shortage: { reason: 'slot_closed' } }]);
  });

  it('P4: never gives more than there is, and leaves the room as it was', () => {
    const claim = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    const claims = fc.array(claim, { maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), claims, (available, rest, wishes) => {
        const given = room(available, rest);
        const results = claimPlaces(given, wishes.map((places) => places.map((n) => line('s', n))));
        const places = wishes.map((all) => all.reduce((sum, n) => sum + n, 0));
        const taken = places.reduce((sum, n, i) => sum + (results[i]?.granted === true ? n : 0), 0);
        const left = Math.min(available, rest) - taken;
        const fair = places.every((n, i) => results[i]?.granted === true || n > left);
        return left >= 0 && fair && given.slots.get('s')?.available === available;
      }),
    );
  });
});
