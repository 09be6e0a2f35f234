import { costlyPlans } from '#testing';
import '../analytics.module.js';
import { migrations } from './migrations/index.js';

const rebuilding = Array.from({ length: 10 }, (_, step) => `analytics.rebuild-${step + 1}`);
const except = {
  ...Object.fromEntries(rebuilding.map((name) => [name, 'makes everything anew, when an admin asks for it'])),
  'analytics.differences': 'counts the whole log again',
  'analytics.population': 'counts all merchants for an admin',
  'analytics.totals': 'adds up some rows a merchant for an admin',
};

describe('the statements of analytics', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(await costlyPlans({ migrations, except })).toEqual([]);
  });
});
