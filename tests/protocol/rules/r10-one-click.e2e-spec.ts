import { eventually } from '#testing';
import { type CartPayment, payAtProvider, payCart } from '../../support/actors.js';
import { PAID, RuleStage } from './stage.js';

describe('R10 one click', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });
  const cartIs = (cartId: string, status: string) =>
    eventually(async () => {
      expect(await stage.rows('booking', 'select status from cart where id = $1', [cartId])).toEqual([{ status }]);
    });

  it('R10: paying a cart again gives the payment that is on its way', async () => {
    const { cartId } = await stage.cart();
    const first = await payCart(stage.customer, cartId);
    const again = await payCart(stage.customer, cartId);
    expect([again.payment_id, again.order_id]).toEqual([first.payment_id, first.order_id]);
    const orders = await stage.rows('payment', 'select count(*)::int as n from orders where cart_id = $1', [cartId]);
    expect(orders).toEqual([{ n: 1 }]);
  });

  it('R10: paying a cart after a failure starts a retry on the same order; the booking converts the cart', async () => {
    const { cartId } = await stage.cart();
    const first = await payCart(stage.customer, cartId);
    await stage.failsForNow(first);
    const second = await stage.customer.post<CartPayment & { parent_payment_id: string }>('payments/process-cart/', {
      cart_id: cartId,
      method: 'upi',
    });
    expect(second.data.order_id).toBe(first.order_id);
    expect(second.data.payment_id).not.toBe(first.payment_id);
    const [row] = await stage.rows('payment', 'select parent_payment_id from payment where id = $1', [
      second.data.payment_id,
    ]);
    expect(row).toEqual({ parent_payment_id: first.payment_id });
    await cartIs(cartId, 'active');
    await payAtProvider(second.data.payment_url, PAID);
    await stage.becomes(second.data.payment_id, 'captured');
    await cartIs(cartId, 'converted');
  }, 30_000);

  it('R10: a cart whose hold was closed can be paid once more', async () => {
    const { cartId } = await stage.cart();
    const first = await payCart(stage.customer, cartId);
    await stage.rows('booking', 'update hold set expires_at = now() where order_id = $1', [first.order_id]);
    await eventually(async () => {
      const holds = await stage.rows('booking', 'select status from hold where order_id = $1', [first.order_id]);
      expect(holds).toEqual([{ status: 'expired' }]);
    });
    await cartIs(cartId, 'active');
    const second = await payCart(stage.customer, cartId);
    expect(second.order_id).not.toBe(first.order_id);
    await payAtProvider(second.payment_url, PAID);
    await stage.becomes(second.payment_id, 'captured');
  }, 30_000);
});
