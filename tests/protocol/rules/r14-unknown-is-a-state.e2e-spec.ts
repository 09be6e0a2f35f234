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

  it.each([
    ['4000000000000259', 'captured'],
    ['4000000000000267', 'failed'],
  ])(
    "R14: the provider's silence about card %s is 201 unknown, nobody guesses, and asking finds it %s",
    async (number, end) => {
      const { body, answer } = await pay(number);
      expect([answer.status, answer.data.status]).toEqual([201, 'unknown']);
      const meanwhile = await stage.merchant.key.post('payments/', { ...body, card_details: card('4242424242424242') });
      expect([meanwhile.status, meanwhile.exception?.code]).toEqual([409, 1009]);
      await stage.becomes(answer.data.payment_id, end);
      const [row] = await stage.rows<{ polls: number }>(
        'payment',
        'select poll_count as polls from payment where id = $1',
        [answer.data.payment_id],
      );
      expect(row?.polls).toBeGreaterThan(0);
    },
    40_000,
  );
});
