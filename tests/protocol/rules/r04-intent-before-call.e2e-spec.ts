import { eventually } from '#testing';
import { platform } from '../../support/platform.js';
import { RuleStage } from './stage.js';

describe('R4 intent before call', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  const operations = (paymentId: string) =>
    stage.rows<{ id: string; kind: string; status: string; attempts: number }>(
      'payment',
      `select id, kind, status, attempts from payment_operation
       where payment_id = $1 and kind in ('capture', 'void', 'refund') order by created_at, id`,
      [paymentId],
    );
  const atProvider = (paymentId: string) =>
    stage.rows<{ idempotency_key: string; kind: string }>(
      'provider-simulator',
      `select o.idempotency_key, o.kind from operation o join session s on s.id = o.session_id
       where s.reference = $1 order by o.seq`,
      [paymentId],
    );

  it("R4: each call that moves money is written first, and its id is the provider's idempotency key", async () => {
    const { paymentId } = await stage.authorized();
    const endStorm = await platform().simulator.behave({ kind: 'answers_5xx', reference: paymentId });
    const capturing = stage.capture(paymentId);
    await eventually(async () => expect(await operations(paymentId)).toMatchObject([{ kind: 'capture' }]));
    expect(await atProvider(paymentId)).toEqual([]);
    await endStorm();
    await capturing;
    await stage.becomes(paymentId, 'captured');
    await stage.merchant.key.post('refunds/', { payment_id: paymentId });
    await stage.becomes(paymentId, 'refunded');
    const written = await operations(paymentId);
    expect(written.map(({ kind, status }) => [kind, status])).toEqual([
      ['capture', 'succeeded'],
      ['refund', 'succeeded'],
    ]);
    const made = await atProvider(paymentId);
    expect(made.map(({ idempotency_key: key }) => key)).toEqual(written.map(({ id }) => id));
  }, 30_000);

  it('R4: a call whose answer was lost is made again as the same call', async () => {
    const { paymentId } = await stage.authorized();
    await platform().simulator.behave({ kind: 'answers_lost', reference: paymentId, count: 1 });
    await platform().simulator.behave({ kind: 'events_dropped', reference: paymentId });
    await stage.capture(paymentId);
    await stage.becomes(paymentId, 'captured');
    expect(await atProvider(paymentId)).toHaveLength(1);
    expect(await operations(paymentId)).toMatchObject([{ kind: 'capture', status: 'succeeded' }]);
  }, 30_000);

  it('R4: a void that meets an open capture waits for its outcome and becomes a refund', async () => {
    const { paymentId } = await stage.authorized();
    const endStorm = await platform().simulator.behave({ kind: 'answers_5xx', reference: paymentId });
    const capturing = stage.capture(paymentId);
    await eventually(async () => expect(await operations(paymentId)).toHaveLength(1));
    const voided = await stage.merchant.key.post(`payments/${paymentId}/void/`, {});
    expect(voided.status).toBeLessThan(300);
    await endStorm();
    await capturing;
    await stage.becomes(paymentId, 'refunded');
    expect((await operations(paymentId)).map(({ kind }) => kind)).toEqual(['capture', 'refund']);
  }, 30_000);
});
