import fc from 'fast-check';
import type { Transitions } from '#kernel';
import { bookingTransitions } from './booking.js';
import { cartTransitions } from './cart.js';
import { holdTransitions } from './hold.js';
import { ticketTransitions } from './ticket.js';

const machines = [cartTransitions, holdTransitions, bookingTransitions, ticketTransitions] as unknown as Transitions<
  string,
  string
>[];

const named = machines.map((machine) => [machine.name, machine] as const);

describe.each(named)('the state table of a %s', (_name, machine) => {
  it('is the whole grid and nothing else (P6)', () => {
    const grid = machine.states.map((state) =>
      [state, ...machine.events.map((event) => {
        const step = machine.step(state, event);
        return `${event}: ${step.kind === 'moved' ? step.to : step.kind}`;
      })].join(' | '),
    );
    expect(grid).toMatchSnapshot();
  });

  it('never leaves its states, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...machine.events)), (events) => {
        let state = machine.initial;
        for (const event of events) {
          const step = machine.step(state, event);
          if (step.kind === 'moved') state = step.to;
        }
        return machine.states.includes(state);
      }),
    );
  });
});
