import { costlyPlans } from '#testing';
import '../provider-simulator.module.js';
import { migrations } from './migrations/index.js';

const except = {
  'notices.release': 'once, as the service starts: all that wait, by the index of what waits',
  'notices.counts': 'a figure for whoever controls the simulator',
  'notices.prune': 'once an hour, at most ten thousand rows',
};

describe('the statements of provider-simulator', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(await costlyPlans({ migrations, small: ['misbehaviour'], except })).toEqual([]);
  });
});
