import { CATALOGUE } from './catalogue.js';

const now = new Date('2031-01-31T23:59:00Z');

describe('demo slots', () => {
  it('all lie in the future, whenever the demo is made', () => {
    for (const { slots } of CATALOGUE) {
      for (const slot of slots(now)) expect(new Date(slot.starts_at).getTime()).toBeGreaterThan(now.getTime());
    }
  });

  it('are the same ones later on the same day, so that a second start makes none twice', () => {
    const morning = new Date('2031-01-31T00:10:00Z');
    for (const { slots } of CATALOGUE) expect(slots(now)).toEqual(slots(morning));
  });

  it('have quotas that fit their capacity', () => {
    for (const slot of CATALOGUE.flatMap(({ slots }) => slots(now))) {
      const quotas = slot.tiers.reduce((sum, { quota = 0 }) => sum + quota, 0);
      expect(quotas).toBeLessThanOrEqual(slot.capacity);
    }
  });
});
