import fc from 'fast-check';
import { deliveryTransitions as table } from './delivery.js';

describe('the states of a delivery', () => {
  it('move as the protocol says and no other way', () => {
    const grid = table.states.flatMap((state) =>
      table.events.map((event) => [state, event, table.step(state, event)] as const),
    );
    const moves = grid.flatMap(([state, event, step]) =>
      step.kind === 'moved' ? [`${state} -${event}→ ${step.to}`] : [],
    );
    expect(moves).toEqual([
      'pending -lease→ delivering',
      'pending -cancel→ cancelled',
      'delivering -succeed→ delivered',
      'delivering -retry→ retrying',
      'delivering -exhaust→ exhausted',
      'delivering -cancel→ cancelled',
      'retrying -lease→ delivering',
      'retrying -cancel→ cancelled',
      'exhausted -resend→ pending',
    ]);
  });

  it('never leave delivered or cancelled, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...table.events)), (events) => {
        let state = table.initial;
        for (const event of events) {
          const step = table.step(state, event);
          if (state === 'delivered' || state === 'cancelled') expect(step.kind).not.toBe('moved');
          if (step.kind === 'moved') state = step.to;
        }
      }),
    );
  });
});
