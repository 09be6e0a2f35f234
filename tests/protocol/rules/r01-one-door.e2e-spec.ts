import { eventually } from '#testing';
import { type CartPayment, payAtProvider } from '../../support/actors.js';
import { platform } from '../../support/platform.js';
import { PAID, RuleStage } from './stage.js';

const AUTHORIZED = `select count(distinct event_id)::int as events, count(*)::int as rows from outbox
  where aggregate_id = $1 and type = 'payment.authorized'`;

describe('R1 one door', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  const silent = (payment: CartPayment) =>
    platform().simulator.behave({ kind: 'events_dropped', reference: payment.payment_id });

  it('R1: redirect, verify and provider event, each several times at once, authorize a payment once', async () => {
    const payment = await stage.pending();
    await platform().simulator.behave({ kind: 'events_duplicated', value: 3, reference: payment.payment_id });
    const back = await payAtProvider(payment.payment_url, PAID);
    const landing = new URL(String(back.headers['location']));
    const fields = landing.searchParams;
    const proof = {
      provider_order_id: fields.get('session'),
      provider_payment_id: fields.get('payment'),
      signature: fields.get('signature'),
    };
    const ways = Array.from({ length: 8 }, (_, i) =>
      i % 2 === 0
        ? platform().gateway.get(landing.pathname + landing.search)
        : stage.customer.post(`payments/${payment.payment_id}/verify/`, proof),
    );
    expect((await Promise.all(ways)).map(({ status }) => status)).toEqual([303, 200, 303, 200, 303, 200, 303, 200]);
    await stage.becomes(payment.payment_id, 'captured');
    expect(await stage.rows('payment', AUTHORIZED, [payment.payment_id])).toEqual([{ events: 1, rows: 1 }]);
  });

  const neverPolled = ({ payment_id: id }: CartPayment) =>
    stage.rows('payment', 'update payment set poll_at = null where id = $1', [id]);

  it.each(['the redirect', 'verify', 'polling'])(
    'R1: %s alone is enough',
    async (way) => {
      const payment = await stage.pending();
      await silent(payment);
      if (way !== 'polling') await neverPolled(payment);
      const back = await payAtProvider(payment.payment_url, PAID);
      const landing = new URL(String(back.headers['location']));
      if (way === 'the redirect') await platform().gateway.get(landing.pathname + landing.search);
      if (way === 'verify')
        await stage.customer.post(`payments/${payment.payment_id}/verify/`, {
          provider_order_id: landing.searchParams.get('session'),
          provider_payment_id: landing.searchParams.get('payment'),
          signature: landing.searchParams.get('signature'),
        });
      await stage.becomes(payment.payment_id, 'captured');
    },
    30_000,
  );

  it('R1: an event with another amount than was asked for is set aside and moves nothing', async () => {
    const payment = await stage.pending();
    const reference = payment.payment_id;
    await platform().simulator.behave({ kind: 'events_wrong_amount', value: -100, reference });
    await payAtProvider(payment.payment_url, PAID);
    await eventually(async () => {
      const events = await stage.rows(
        'payment',
        'select distinct state, reason from provider_event where payment_id = $1',
        [reference],
      );
      expect(events).toContainEqual({ state: 'quarantined', reason: 'amount_mismatch' });
      expect(events).not.toContainEqual(expect.objectContaining({ state: 'applied' }));
    });
  });
});
