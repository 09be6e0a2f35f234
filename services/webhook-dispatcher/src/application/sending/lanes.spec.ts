import { newId } from '#kernel';
import type { LeasedDelivery } from '../ports.js';
import { Lanes, type Taken } from './lanes.js';

const NOW = 1_000_000;

/** A database that always has more for each endpoint. */
function leaseAll(lanes: Lanes, nowMs: number, attempt = 1) {
  const wanted = lanes.wanted(nowMs);
  const leased = wanted.flatMap(({ endpointId, room }) => {
    return Array.from({ length: room }, () => leasedDelivery(endpointId, attempt));
  });
  lanes.accept(wanted, leased, nowMs);
  return leased.length;
}

function leasedDelivery(endpointId: string, attempt: number): LeasedDelivery {
  const id = newId();
  const event = { eventId: id, eventType: 'payment.captured', body: '{}' };
  const endpoint = { endpointId, endpointVersion: 1, openings: 0, merchantId: endpointId, livemode: false };
  return { id, ...event, ...endpoint, attempt, tries: attempt };
}

function takeAll(lanes: Lanes, nowMs: number): Taken[] {
  const all: Taken[] = [];
  for (let taken = lanes.next(nowMs); taken; taken = lanes.next(nowMs)) all.push(taken);
  return all;
}

function end(lanes: Lanes, taken: Taken, ok: boolean, durationMs: number, nowMs: number): void {
  lanes.release(taken);
  taken.lane.ended(ok, durationMs, nowMs, taken.busy);
}

describe('the lanes of the sender', () => {
  it('give every endpoint its turn', () => {
    const lanes = new Lanes(200);
    lanes.mark(['a', 'b', 'c']);
    leaseAll(lanes, NOW);
    expect(takeAll(lanes, NOW).map(({ lane }) => lane.endpointId)).toEqual([...'abc']);
  });

  it('let one quick endpoint grow to 64 sends at once', () => {
    const lanes = new Lanes(200);
    let most = 0;
    for (let round = 0; round < 12; round += 1) {
      lanes.mark(['a']);
      leaseAll(lanes, NOW);
      const taken = takeAll(lanes, NOW);
      most = Math.max(most, taken.length);
      for (const one of taken) end(lanes, one, true, 5, NOW);
    }
    expect(most).toBe(64);
  });

  it('keep half of the slots for the quick, however many others hang', () => {
    const lanes = new Lanes(200);
    lanes.mark(['quick']);
    leaseAll(lanes, NOW);
    for (const one of takeAll(lanes, NOW)) end(lanes, one, true, 5, NOW);
    lanes.mark(Array.from({ length: 300 }, (_, i) => `hanging-${i}`));
    for (let i = 0; i < 20; i += 1) leaseAll(lanes, NOW);
    const taken = takeAll(lanes, NOW);
    const quick = taken.filter(({ lane }) => lane.endpointId === 'quick');
    expect(taken.length - quick.length).toBe(100);
    for (const one of quick) end(lanes, one, true, 5, NOW);
    lanes.mark(['quick']);
    leaseAll(lanes, NOW + 5_000);
    expect(takeAll(lanes, NOW + 5_000).map(({ lane }) => lane.endpointId)).toContain('quick');
  });

  it('take a quick endpoint for stuck as soon as nothing comes back for a second', () => {
    const lanes = new Lanes(200);
    lanes.mark(['a']);
    leaseAll(lanes, NOW);
    const [first] = takeAll(lanes, NOW);
    if (first) end(lanes, first, true, 5, NOW);
    expect(first?.lane.quickAt(NOW + 100)).toBe(true);
    leaseAll(lanes, NOW + 200);
    takeAll(lanes, NOW + 200);
    expect(first?.lane.quickAt(NOW + 1_500)).toBe(false);
  });

  it('spend at most 40 % of the slots on retries', () => {
    const lanes = new Lanes(200);
    lanes.mark(Array.from({ length: 100 }, (_, i) => `failing-${i}`));
    for (let i = 0; i < 10 && lanes.mayLeaseRetries; i += 1) leaseAll(lanes, NOW, 2);
    expect(takeAll(lanes, NOW).length).toBe(80);
    expect(lanes.mayLeaseRetries).toBe(false);
  });

  it('keep an endpoint that was woken while its lease was under way', () => {
    const lanes = new Lanes(200);
    lanes.mark(['a']);
    const wanted = lanes.wanted(NOW);
    lanes.mark(['a']);
    lanes.accept(wanted, [], NOW);
    expect(lanes.wanted(NOW)).toHaveLength(1);
    lanes.accept(wanted, [], NOW);
    expect(lanes.wanted(NOW)).toHaveLength(0);
  });

  it('hold a merchant with many endpoints to 16 sends', () => {
    const lanes = new Lanes(200);
    const ids = Array.from({ length: 30 }, (_, i) => `e${i}`);
    lanes.mark(ids);
    const wanted = lanes.wanted(NOW);
    const leased = wanted.flatMap(({ endpointId, room }) =>
      Array.from({ length: room }, () => ({ ...leasedDelivery(endpointId, 1), merchantId: 'one' })),
    );
    lanes.accept(wanted, leased, NOW);
    expect(takeAll(lanes, NOW)).toHaveLength(16);
  });

  it('offer the same room once, however often it is asked for before anything arrives', () => {
    const lanes = new Lanes(100);
    lanes.mark(['a']);
    leaseAll(lanes, NOW);
    for (const taken of takeAll(lanes, NOW)) end(lanes, taken, true, 10, NOW);
    lanes.accept(lanes.wanted(NOW), [], NOW);
    const first = lanes.offered(['a'], NOW);
    expect(first).toEqual([{ endpointId: 'a', room: expect.any(Number) }]);
    expect(lanes.offered(['a'], NOW)).toEqual([]);
    lanes.settle(first, [leasedDelivery('a', 1)]);
    const rest = lanes.offered(['a'], NOW);
    expect(rest[0]?.room).toBe((first[0]?.room ?? 0) - 1);
    lanes.settle(rest, []);
    lanes.arrived([leasedDelivery('a', 1)], NOW);
    expect(takeAll(lanes, NOW)).toHaveLength(1);
  });

  it('are free again when what was promised room never arrives', () => {
    const lanes = new Lanes(100);
    lanes.mark(['a']);
    leaseAll(lanes, NOW);
    for (const taken of takeAll(lanes, NOW)) end(lanes, taken, true, 10, NOW);
    lanes.accept(lanes.wanted(NOW), [], NOW);
    const first = lanes.offered(['a'], NOW);
    expect(lanes.offered(['a'], NOW + 6_000)).toEqual(first);
  });
});
