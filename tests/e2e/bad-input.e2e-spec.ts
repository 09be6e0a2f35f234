import { randomUUID } from 'node:crypto';
import { fillCart, type Merchant, offerSlot, registerCustomer, registerMerchant } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';

describe('bad input', () => {
  let merchant: Merchant;
  let customer: HttpClient;
  beforeAll(async () => {
    merchant = await registerMerchant(platform().gateway);
    customer = await registerCustomer(platform().gateway);
  });

  it.each([
    ['zero', { amount: 0 }],
    ['negative', { amount: '-1' }],
    ['more decimals than the currency has', { amount: '1.005' }],
    ['an exponent', { amount: '1e3' }],
    ['too many digits', { amount: '1000000000000' }],
    ['a number a double can not hold', { amount: 9007199254740993 }],
    ['an object', { amount: { $gt: 0 } }],
    ['an unknown currency', { amount: '1', currency: 'XXX' }],
    ['a lower-case currency', { amount: '1', currency: 'inr' }],
    ['decimals in a currency without', { amount: '1.5', currency: 'JPY' }],
    ['an unknown field', { amount: '1', price: '0.01' }],
    ['nothing', {}],
  ])('an order with %s is refused with the field named', async (_, body) => {
    const { status, exception } = await merchant.key.post('orders/', body);
    expect([status, exception?.code]).toEqual([422, 1004]);
    expect(exception?.meta).toMatchObject({ errors: [{ field: expect.any(String), message: expect.any(String) }] });
  });

  it.each([
    ['text that is not JSON', '{"amount": ', 400],
    ['a key twice', '{"amount": "1", "amount": "2"}', 400],
    ['a prototype key', '{"amount": "1", "__proto__": {"role": "admin"}}', 400],
    ['ten thousand nested arrays', '['.repeat(10_000) + ']'.repeat(10_000), 400],
    ['a body over the limit', JSON.stringify({ amount: '1', metadata: { x: 'y'.repeat(1_100_000) } }), 413],
  ])('%s is refused before anything reads it', async (_, body, expected) => {
    const { status, exception } = await merchant.key.post('orders/', body);
    expect([status, exception?.code]).toEqual([expected, 1024]);
  });

  it('a body of another type is refused', async () => {
    const { status, exception } = await merchant.key.post('orders/', '{"amount":"1"}', {
      'content-type': 'text/plain',
    });
    expect([status, exception?.code]).toEqual([415, 1024]);
  });

  it.each(['\u0000', '\ud800', '\u202e'])('a name with %p is refused', async (character) => {
    const { status } = await merchant.token.post('listings/', { kind: 'event', title: `Night${character}train` });
    expect([400, 422]).toContain(status);
  });

  it('nobody, a stranger and the wrong role are told so', async () => {
    const nobody = await platform().gateway.get('orders/');
    expect([nobody.status, nobody.exception?.code]).toEqual([401, 1002]);
    const forged = await platform().gateway.as({ bearer: 'eyJhbGciOiJub25lIn0.e30.' }).get('orders/');
    expect([forged.status, forged.exception?.code]).toEqual([401, 1002]);
    const wrongRole = await customer.post('orders/', { amount: '1' });
    expect([wrongRole.status, wrongRole.exception?.code]).toEqual([403, 1006]);
    const missing = await merchant.key.get(`orders/${randomUUID()}/`);
    expect(missing.status).toBe(404);
    const notAnId = await merchant.key.get('orders/not-an-id/');
    expect([404, 422]).toContain(notAnId.status);
    const unknown = await platform().gateway.get('nothing/here/');
    expect([unknown.status, unknown.exception?.code]).toEqual([404, 1005]);
  });

  it("a price sent by the customer must match, and another's cart is not theirs", async () => {
    const { slotId } = await offerSlot(merchant, 5);
    const cartId = await fillCart(customer, slotId);
    const cheap = await customer.post('payments/process-cart/', { cart_id: cartId, method: 'upi', amount: '1.00' });
    expect([cheap.status, cheap.exception?.code]).toEqual([422, 1013]);
    const stranger = await registerCustomer(platform().gateway);
    const theirs = await stranger.post('payments/process-cart/', { cart_id: cartId, method: 'upi' });
    expect(theirs.status).toBe(404);
  });

  it.each([0, -1, 1.5, 1e9, 'many', null])('%p places are refused', async (quantity) => {
    const { slotId } = await offerSlot(merchant, 5);
    const cart = await customer.post<{ id: string }>('carts/', {});
    const { status } = await customer.post(`carts/${cart.data.id}/items/`, { slot_id: slotId, tier: 'GA', quantity });
    expect([409, 422]).toContain(status);
  });

  it('a provider event with a bad signature is refused and changes nothing', async () => {
    const body = { id: 'evt_1', type: 'payment.authorized' };
    for (const headers of [{}, { 'simulator-signature': 't=1,v1=00' }, { 'simulator-signature': 'x'.repeat(5_000) }]) {
      const { status, exception } = await platform().gateway.post('payments/webhooks/simulator/', body, headers);
      expect([status, exception?.code]).toEqual([400, 1015]);
    }
  });

  it.each([
    ['a card number that is too short', { card_number: '4242', expiry: '12/40', cvv: '123' }],
    ['letters for a cvv', { card_number: '4242424242424242', expiry: '12/40', cvv: 'abc' }],
  ])('%s is refused and the order stays payable', async (_, card_details) => {
    const order = await merchant.key.post<{ order_id: string }>('orders/', { amount: '5.00' });
    const { status, exception, text } = await merchant.key.post('payments/', {
      order_id: order.data.order_id,
      card_details,
    });
    expect(status).toBe(422);
    expect([1004, 1010]).toContain(exception?.code);
    expect(text).not.toContain(card_details.card_number.slice(0, 12));
    const after = await merchant.key.get<{ status: string }>(`orders/${order.data.order_id}/`);
    expect(after.data.status).toBe('created');
  });
});
