import { eventually } from '#testing';
import { payAtProvider } from '../../support/actors.js';
import { platform } from '../../support/platform.js';
import { PAID, RuleStage } from './stage.js';

describe('R8 holds are asked for, not taken away', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  const runsOut = (orderId: string) =>
    stage.rows('booking', 'update hold set expires_at = now() where order_id = $1', [orderId]);
  const hold = (orderId: string) =>
    stage.rows<{ status: string; later: boolean }>(
      'booking',
      "select status, expires_at > now() + interval '30 s' as later from hold where order_id = $1",
      [orderId],
    );
  const order = (orderId: string) => stage.rows('payment', 'select status from orders where id = $1', [orderId]);

  it('R8: a hold past its time is kept for a minute while nobody knows whether its order was paid', async () => {
    const payment = await stage.pending();
    const endStorm = await platform().simulator.behave({ kind: 'answers_5xx', reference: payment.payment_id });
    const unknown = "update payment set status = 'unknown', poll_at = now() + interval '2 s' where id = $1";
    await stage.rows('payment', unknown, [payment.payment_id]);
    await runsOut(payment.order_id);
    await eventually(async () => expect(await hold(payment.order_id)).toEqual([{ status: 'active', later: true }]));
    expect(await order(payment.order_id)).toEqual([{ status: 'attempted' }]);
    await endStorm();
    await payAtProvider(payment.payment_url, PAID);
    await stage.becomes(payment.payment_id, 'captured');
    expect(await hold(payment.order_id)).toMatchObject([{ status: 'consumed' }]);
  }, 30_000);

  it('R8: a hold past its time is released when its order could be closed, and the order is expired before', async () => {
    const payment = await stage.pending();
    await runsOut(payment.order_id);
    await eventually(async () => expect(await hold(payment.order_id)).toMatchObject([{ status: 'expired' }]));
    expect(await order(payment.order_id)).toEqual([{ status: 'expired' }]);
    const slots = await stage.rows('booking', 'select held from slot where id = $1', [payment.slotId]);
    expect(slots).toEqual([{ held: 0 }]);
  }, 30_000);
});
