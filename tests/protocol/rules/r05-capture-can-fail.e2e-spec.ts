import { eventually } from '#testing';
import { payAtProvider } from '../../support/actors.js';
import { card, RuleStage } from './stage.js';

const AFTER = `select b.status, b.reason, array_agg(distinct t.status) as tickets, s.booked
  from booking b join ticket t on t.booking_id = b.id join slot s on s.id = t.slot_id
  where b.payment_id = $1 group by b.status, b.reason, s.booked`;

describe('R5 capture can fail', () => {
  it('R5: when a capture fails for good the booking is cancelled, its tickets are void and its places free', async () => {
    const stage = await RuleStage.open();
    const payment = await stage.pending('credit_card');
    await payAtProvider(payment.payment_url, { method: 'credit_card', ...card('4000000000000341') });
    await stage.becomes(payment.payment_id, 'cancelled');
    await eventually(async () => {
      const rows = await stage.rows('booking', AFTER, [payment.payment_id]);
      expect(rows).toEqual([{ status: 'cancelled', reason: 'capture_failed', tickets: ['void'], booked: 0 }]);
    });
    const told = await stage.rows(
      'payment',
      `select type from outbox where aggregate_id = $1 and type like 'payment.c%' order by aggregate_version`,
      [payment.payment_id],
    );
    expect(told).toEqual([{ type: 'payment.capture_failed' }, { type: 'payment.cancelled' }]);
  }, 30_000);
});
