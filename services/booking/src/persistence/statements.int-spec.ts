import { costlyPlans } from '#testing';
import '../booking.module.js';
import { migrations } from './migrations/index.js';

describe('the statements of booking', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(await costlyPlans({ migrations, small: ['book_id_key'] })).toEqual([]);
  });
});
