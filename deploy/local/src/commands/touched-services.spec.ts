import { touchedServices } from './touched-services.js';

const names = ['auth', 'booking', 'payment'] as const;

describe('what a changed file restarts', () => {
  it('is the service it belongs to', () => {
    expect(touchedServices(['services/payment/src/main.ts'], names)).toEqual(['payment']);
  });

  it('is every service when a lib has changed', () => {
    expect(touchedServices(['libs/kernel/src/ids.ts'], names)).toEqual(names);
  });

  it('is nothing for what only tests use', () => {
    expect(touchedServices(['libs/testing/src/eventually.ts'], names)).toEqual([]);
  });
});
