import { standingOf, standingTransitions } from './account.js';

describe('the standing of an account', () => {
  it('moves along its table and nowhere else', () => {
    const grid = standingTransitions.states.flatMap((state) =>
      standingTransitions.events.map((event) => {
        const step = standingTransitions.step(state, event);
        return `${state} + ${event} → ${step.kind === 'moved' ? step.to : step.kind}`;
      }),
    );
    expect(grid).toEqual([
      'active + disable → disabled',
      'active + delete → deleted',
      'active + restore → same',
      'disabled + disable → same',
      'disabled + delete → deleted',
      'disabled + restore → active',
      'deleted + disable → rejected',
      'deleted + delete → same',
      'deleted + restore → active',
    ]);
  });

  it('is deleted before it is disabled', () => {
    const at = new Date('2026-11-21T10:30:00Z');
    expect(standingOf({ disabledAt: at, deletedAt: at })).toBe('deleted');
    expect(standingOf({ disabledAt: at, deletedAt: null })).toBe('disabled');
    expect(standingOf({ disabledAt: null, deletedAt: null })).toBe('active');
  });
});
