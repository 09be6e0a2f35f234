import { behaviourOfCard, behaviourOfUpi, drawSucceeds } from './behaviour.js';
import { answerIsLost, outcomeOf } from './outcome.js';
import type { Rules } from './rules.js';

const rules: Rules = {
  successRate: 0.8,
  seed: 's',
  pendingS: 5,
  lateS: 630,
  refundS: 5,
  authorizationS: 600,
  hangMs: 1,
};
const about = { method: 'credit_card' as const, reference: 'r', tryNo: 1 };

describe('What a card or UPI id does', () => {
  it.each([
    ['4242424242424242', { status: 'authorized' }],
    ['4000000000000002', { status: 'declined', code: 'card_declined' }],
    ['4000000000009995', { status: 'declined', code: 'insufficient_funds' }],
    ['4000000000000069', { status: 'declined', code: 'expired_card' }],
    ['4000000000000119', { status: 'declined', code: 'processing_error' }],
    ['4000000000003220', { status: 'requires_otp' }],
    ['4000000000000341', { status: 'authorized' }],
    ['4000000000005126', { status: 'authorized' }],
    ['4000000000000259', { status: 'authorized' }],
    ['4000000000000267', { status: 'declined', code: 'timeout' }],
  ])('%s comes to %j', (number, outcome) =>
    expect(outcomeOf(behaviourOfCard(number) ?? 'draw', about, rules)).toEqual(outcome),
  );

  it.each([
    ['success@upi', { status: 'authorized' }],
    ['failure@upi', { status: 'declined', code: 'upi_declined' }],
    ['pending@upi', { status: 'processing', settleInS: 5 }],
    ['late@upi', { status: 'declined', code: 'upi_declined', settleInS: 630 }],
    ['LATE@UPI', { status: 'declined', code: 'upi_declined', settleInS: 630 }],
  ])('%s comes to %j', (upiId, outcome) => {
    expect(outcomeOf(behaviourOfUpi(upiId) ?? 'draw', { ...about, method: 'upi' }, rules)).toEqual(outcome);
  });

  it('only two numbers lose their answer', () => {
    const lost = ['4000000000000259', '4000000000000267', '4242424242424242'].map((n) =>
      answerIsLost(behaviourOfCard(n) ?? 'draw'),
    );
    expect(lost).toEqual([true, true, false]);
  });

  it.each(['4'.repeat(12), '4'.repeat(19), '1234567890123456'])('%s is drawn', (number) =>
    expect(behaviourOfCard(number)).toBe('draw'),
  );

  it.each(['', '4'.repeat(11), '4'.repeat(20), '4242x24242424242', 'constructor', '４２４２４２４２４２４２４２４２'])(
    '"%s" can not be a card',
    (number) => expect(behaviourOfCard(number)).toBeUndefined(),
  );

  it.each(['', 'upi', '@upi', 'a@', 'a b@upi', 'a@u!'])('"%s" can not be a UPI id', (id) =>
    expect(behaviourOfUpi(id)).toBeUndefined(),
  );
});

describe('A drawn outcome', () => {
  it('is a function of seed, reference and try alone', () => {
    const draw = (seed: string) => Array.from({ length: 200 }, (_, at) => drawSucceeds(seed, `r${at}`, 1, 0.5));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it.each([0, 0.2, 0.8, 1])('succeeds at the rate %d', (rate) => {
    const share =
      Array.from({ length: 4_000 }, (_, at) => drawSucceeds('s', `r${at}`, 1, rate)).filter(Boolean).length / 4_000;
    expect(Math.abs(share - rate)).toBeLessThan(0.03);
  });
});
