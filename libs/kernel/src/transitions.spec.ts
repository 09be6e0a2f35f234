import { defineTransitions } from './index.js';

const lamp = defineTransitions({
  name: 'lamp',
  initial: 'off',
  events: ['press', 'break'] as const,
  table: { off: { press: 'on', break: 'broken' }, on: { press: 'off', break: 'broken' }, broken: {} },
  reaches: { break: ['broken'] },
});

describe('a state table', () => {
  it('moves along its table', () => {
    expect(lamp.step('off', 'press')).toEqual({ kind: 'moved', from: 'off', to: 'on' });
  });

  it('tells news it already knows from a move that is not legal', () => {
    expect(lamp.step('broken', 'break')).toEqual({ kind: 'same', at: 'broken' });
    expect(lamp.step('broken', 'press')).toEqual({ kind: 'rejected', at: 'broken' });
  });

  it('names the states an event may start from', () => {
    expect(lamp.sourcesOf('break')).toEqual(['off', 'on']);
  });
});
