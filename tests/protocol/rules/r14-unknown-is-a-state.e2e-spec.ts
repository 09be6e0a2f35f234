import { card, RuleStage } from './stage.js';

describe('R14 unknown is a state', () => {
  let stage: RuleStage;
  beforeAll(async () => {
    stage = await RuleStage.open();
  });

  const pay = async (number: string) => {
    const { key } = stage.merchant;
    const order = await key.post<{ order_id: string }>('orders/', { amount: '12.00' });
    const body = { order_id: order.data.order_id, card_details: card(number) };
    return { body, answer: await key.post<{ payment_id: string; status: string }>('payments/', body) };
  };

  const polls = (paymentId: string) =>
    stage.rows<{ polls: number }>('payment', 'select poll_count as polls from payment where id = $1', [paymentId]);

  it("R14: the provider's silence is 201 unknown: nobody guesses, the order waits, and polling finds the truth", async () => {
    const { body, answer } = await pay('4000000000000267');
    expect([answer.status, answer.data.status]).toEqual([201, 'unknown']);
    const meanwhile = await stage.merchant.key.post('payments/', { ...body, card_details: card('4242424242424242') });
    expect([meanwhile.status, meanwhile.exception?.code]).toEqual([409, 1009]);
    await stage.becomes(answer.data.payment_id, 'failed');
    expect((await polls(answer.data.payment_id))[0]?.polls).toBeGreaterThan(0);
  }, 40_000);

  it('R14: money that was taken in silence is found, never called failed', async () => {
    const { answer } = await pay('4000000000000259');
    expect(answer.status).toBe(201);
    expect(['unknown', 'authorized', 'captured']).toContain(answer.data.status);
    await stage.becomes(answer.data.payment_id, 'captured');
  }, 40_000);
});
