import { eventually } from '#testing';
import { platform } from '../../support/platform.js';
import { payAtProvider } from '../../support/actors.js';
import { PAID, RuleStage } from './stage.js';

describe("R6 merchants don't touch booked money by hand", () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  it.each(['capture', 'void'])(
    'R6: %s of a payment that asks for a booking is refused',
    async (move) => {
      const payment = await stage.pending();
      const reference = payment.payment_id;
      // Its capture can't be made until the storm ends, so that the payment stays authorized as long as we look.
      const endStorm = await platform().simulator.behave({ kind: 'answers_5xx', reference });
      await payAtProvider(payment.payment_url, PAID);
      await stage.becomes(reference, 'authorized');
      const { status, exception } = await stage.merchant.key.post(`payments/${reference}/${move}/`, {});
      // A capture is refused for another reason too, once booking has confirmed: this one holds before that.
      const why = 'The money of a booking follows the booking.';
      expect([status, exception?.code, exception?.description]).toEqual([409, 1022, why]);
      await endStorm();
      await stage.becomes(reference, 'captured');
    },
    30_000,
  );

  it('R6: a full refund of a booked payment cancels the booking and voids its tickets', async () => {
    const { payment_id: id } = await stage.booked();
    const refund = await stage.merchant.key.post('refunds/', { payment_id: id });
    expect(refund.status).toBe(201);
    await eventually(async () => {
      const rows = await stage.rows(
        'booking',
        `select b.status, array_agg(distinct t.status) as tickets
         from booking b join ticket t on t.booking_id = b.id where b.payment_id = $1 group by b.status`,
        [id],
      );
      expect(rows).toEqual([{ status: 'cancelled', tickets: ['void'] }]);
    });
  }, 30_000);
});
