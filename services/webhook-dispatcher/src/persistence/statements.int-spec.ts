import { costlyPlans } from '#testing';
import '../webhook-dispatcher.module.js';
import { migrations } from './migrations/index.js';

describe('the statements of webhook-dispatcher', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(
      await costlyPlans({ migrations, except: { 'recovery.request': 'asked for by hand, a few rows an endpoint' } }),
    ).toEqual([]);
  });
});
