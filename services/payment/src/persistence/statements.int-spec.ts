import { costlyPlans } from '#testing';
import '../payment.module.js';
import { migrations } from './migrations/index.js';

describe('the statements of payment', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(await costlyPlans({ migrations })).toEqual([]);
  });
});
