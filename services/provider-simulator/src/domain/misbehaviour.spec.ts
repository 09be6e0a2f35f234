import { mannerOf, MISBEHAVIOURS, type Misbehaviour, type MisbehaviourKind, USUAL_VALUE } from './misbehaviour.js';

const active = (kind: MisbehaviourKind, value = USUAL_VALUE[kind]): Misbehaviour[] => [
  { id: '1', kind, value, reference: null, remaining: null, until: null },
];
const place = { index: 0, count: 2, draw: 0.5 };

describe('The manner of an event', () => {
  it('is plain when nothing is scripted', () => {
    expect(mannerOf([], place)).toEqual({ copies: 1, delayMs: 0, dropped: false, forged: false, amountOff: 0 });
  });

  it('follows each script', () => {
    expect(mannerOf(active('events_duplicated', 3), place).copies).toBe(4);
    expect(mannerOf(active('events_delayed', 70), place).delayMs).toBe(70);
    expect(mannerOf(active('events_dropped'), place).dropped).toBe(true);
    expect(mannerOf(active('events_forged'), place).forged).toBe(true);
    expect(mannerOf(active('events_wrong_amount', -5), place).amountOff).toBe(-5);
  });

  it('sends the last first when reordered, whatever is drawn', () => {
    const delay = (index: number, draw: number) =>
      mannerOf(active('events_reordered'), { index, count: 3, draw }).delayMs;
    expect(delay(0, 0)).toBeGreaterThanOrEqual(delay(1, 0.99));
    expect(delay(1, 0)).toBeGreaterThanOrEqual(delay(2, 0.99));
  });

  it('every kind has a usual value', () => expect(Object.keys(USUAL_VALUE).sort()).toEqual([...MISBEHAVIOURS].sort()));
});
