import { eventually } from '#testing';
import { expectStatus } from '../../support/actors.js';
import type { Script } from '../../support/simulator-control.js';
import type { Fault, Fire } from '../fire.js';

const SECONDS = 4;

const misbehaves = (covers: readonly string[], how: string, ...scripts: Omit<Script, 'seconds'>[]): Fault => ({
  covers,
  how: `the provider ${how} for ${SECONDS} s`,
  async strike(fire) {
    // Its server may be recovering from the strike before.
    for (const script of scripts)
      await eventually(() => fire.parts.provider.behave({ ...script, seconds: SECONDS }), { everyMs: 300 });
    await fire.wait(SECONDS * 1_000);
  },
});

/** The provider tells and answers wrongly, late or never; requests about one payment race one another. */
export const PROVIDER_FAULTS: readonly Fault[] = [
  misbehaves(['F21'], 'tells everything three times', { kind: 'events_duplicated', value: 2 }),
  misbehaves(['F22'], 'tells things out of order', { kind: 'events_reordered', value: 1_500 }),
  misbehaves(['F22'], 'tells late', { kind: 'events_delayed', value: 3_000 }),
  misbehaves(['F23'], 'tells before it has answered', { kind: 'events_before_answer', value: 800 }),
  misbehaves(['F24'], 'loses its answers and tells', { kind: 'answers_lost' }),
  misbehaves(['F25'], 'loses its answers and does not tell', { kind: 'answers_lost' }, { kind: 'events_dropped' }),
  misbehaves(['F25'], 'answers after we gave up', { kind: 'answers_slow', value: 2_500 }),
  misbehaves(['F26'], 'answers 500', { kind: 'answers_5xx' }),
  misbehaves(['F26'], 'is impersonated by a forger', { kind: 'events_forged' }),
  misbehaves(['F26'], 'tells of wrong amounts', { kind: 'events_wrong_amount', value: -100 }),
  {
    covers: ['F27'],
    how: 'capture, void and refund ten payments each at the same moment',
    strike: (fire) => many(10, () => racedMoney(fire)),
  },
  {
    covers: ['F29'],
    how: 'cancel ten orders at the moment they are paid',
    strike: (fire) => many(10, () => racedCancel(fire)),
  },
];

const card = { card_number: '4242424242424242', expiry: '12/40', cvv: '123' };

async function many(count: number, one: () => Promise<unknown>): Promise<void> {
  await Promise.allSettled(Array.from({ length: count }, one));
}

async function racedMoney({ parts: { merchant } }: Fire): Promise<void> {
  const body = { amount: '40.00', capture: 'manual' };
  const order = expectStatus(await merchant.key.post<{ order_id: string }>('orders/', body), 201).data;
  const pay = { order_id: order.order_id, card_details: card };
  const { payment_id: id } = expectStatus(await merchant.key.post<{ payment_id: string }>('payments/', pay), 201).data;
  const refund = () => merchant.key.post('refunds/', { payment_id: id, amount: '25.00' });
  const moves = [merchant.key.post(`payments/${id}/capture/`, {}), merchant.key.post(`payments/${id}/void/`, {})];
  await Promise.allSettled([...moves, refund(), refund()]);
  await Promise.allSettled([refund(), refund(), refund()]);
}

async function racedCancel({ parts: { merchant } }: Fire): Promise<void> {
  const order = expectStatus(await merchant.key.post<{ order_id: string }>('orders/', { amount: '9.00' }), 201).data;
  const pay = merchant.key.post('payments/', { order_id: order.order_id, card_details: card });
  await Promise.allSettled([pay, merchant.key.post(`orders/${order.order_id}/cancel/`, {})]);
}
