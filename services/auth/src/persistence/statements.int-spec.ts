import { costlyPlans } from '#testing';
import '../auth.module.js';
import { migrations } from './migrations/index.js';

const except = {
  'auth.count-admins': 'when an admin is disabled or deleted',
  'auth.overdue-entries': 'the whole log is verified with it',
  'auth.recently-ended': 'has no index of ends yet',
  'auth.purge-buckets': 'deletes counters of an hour ago',
};

describe('the statements of auth', () => {
  it('are planned once for all values, and read no more rows when there are more', async () => {
    expect(await costlyPlans({ migrations, small: ['audit_unsealed', 'signing_key'], except })).toEqual([]);
  });
});
