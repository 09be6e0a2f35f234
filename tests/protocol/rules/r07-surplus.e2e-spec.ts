import { eventually } from '#testing';
import { type CartPayment, payAtProvider } from '../../support/actors.js';
import { HttpClient } from '../../support/http-client.js';
import { platform } from '../../support/platform.js';
import { PAID, RuleStage } from './stage.js';

const SURPLUS = 'select surplus, release_reason, status from payment where id = $1';

describe('R7 surplus', () => {
  it('R7: a later success of a paid order asks nothing and goes back by itself', async () => {
    const stage = await RuleStage.open();
    const first = await stage.pending();
    await stage.failsForNow(first);
    const retry = await stage.customer.post<CartPayment>(`payments/${first.payment_id}/retry/`, { method: 'upi' });
    await payAtProvider(retry.data.payment_url, PAID);
    await stage.becomes(retry.data.payment_id, 'captured');
    const provider = HttpClient.at(platform().simulatorUrl).as({ bearer: platform().simulatorKey });
    await provider.post('/control/advance', { reference: first.payment_id });
    await provider.close();
    await eventually(async () => {
      const [kept] = await stage.rows('payment', SURPLUS, [first.payment_id]);
      expect(kept).toEqual({ surplus: true, release_reason: 'surplus', status: 'cancelled' });
    });
    const written = await stage.rows(
      'payment',
      `select kind, status from payment_operation where payment_id = $1 and kind in ('capture', 'void', 'refund')`,
      [first.payment_id],
    );
    expect(written).toEqual([{ kind: 'void', status: 'succeeded' }]);
    const [asked] = await stage.rows<{ event_id: string }>(
      'payment',
      "select event_id from outbox where aggregate_id = $1 and type = 'payment.authorized'",
      [first.payment_id],
    );
    await eventually(async () => {
      const taken = 'select event_id from inbox where event_id = $1';
      expect(await stage.rows('booking', taken, [asked?.event_id])).toHaveLength(1);
    });
    const decided = await stage.rows('booking', 'select payment_id from payment_decision where order_id = $1', [
      first.order_id,
    ]);
    expect(decided).toEqual([{ payment_id: retry.data.payment_id }]);
  }, 40_000);
});
