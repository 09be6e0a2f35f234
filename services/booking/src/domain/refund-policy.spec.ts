import { type BookingLine, hasBegun, refundFor } from './booking.js';
import { parsePrice } from './slot.js';

const startsAt = new Date('2026-12-01T10:00:00Z');
const line = (unitPriceMinor: number, lateRefundPercent = 50): BookingLine => ({
  lineNo: 1,
  slotId: 's',
  tierId: 't',
  title: '',
  tierName: 'GA',
  startsAt,
  quantity: 2,
  unitPriceMinor,
  policy: { fullRefundUntilHours: 24, lateRefundPercent },
});

describe('refunds by policy', () => {
  it('gives everything back until the last hour of the policy, and its share after that', () => {
    expect(refundFor([line(999)], 'customer', new Date('2026-11-30T10:00:00Z'))).toBe(1_998);
    expect(refundFor([line(999)], 'customer', new Date('2026-11-30T10:00:01Z'))).toBe(999);
    expect(refundFor([line(999, 0), line(100)], 'customer', startsAt)).toBe(100);
  });

  it('gives everything back whenever the seller or the platform cancels', () => {
    expect(refundFor([line(999, 0)], 'merchant', startsAt)).toBe(1_998);
    expect(refundFor([line(999, 0)], 'admin', startsAt)).toBe(1_998);
  });

  it('a booking has begun once the last of its slots has', () => {
    const later = { startsAt: new Date('2026-12-02T10:00:00Z') };
    expect(hasBegun([{ startsAt }, later], startsAt)).toBe(false);
    expect(hasBegun([{ startsAt }], startsAt)).toBe(true);
  });

  it('zero is a price, a negative or too precise one is not', () => {
    expect(['0', '0.00', 0, '10.5'].map((price) => parsePrice(price, 'INR'))).toEqual([0, 0, 0, 1_050]);
    for (const price of ['-1', '1.001', '1e3', 'free']) expect(() => parsePrice(price, 'INR')).toThrow();
  });
});
