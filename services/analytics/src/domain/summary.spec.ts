import { summaryOf } from './summary.js';

describe('a summary', () => {
  it('gives amounts gross, refunded and net, per currency', () => {
    const { amounts, counts, successRate } = summaryOf([
      { metric: 'gross', currency: 'INR', value: 400_000 },
      { metric: 'refunded', currency: 'INR', value: 50_050 },
      { metric: 'gross', currency: 'JPY', value: 1_200 },
      { metric: 'successful_payments', currency: 'INR', value: 2 },
      { metric: 'successful_payments', currency: 'JPY', value: 1 },
      { metric: 'canceled_payments', currency: 'INR', value: 1 },
    ]);
    expect(amounts).toEqual([
      {
        currency: 'INR',
        gross: '4000.00',
        gross_minor: 400_000,
        refunded: '500.50',
        refunded_minor: 50_050,
        net: '3499.50',
        net_minor: 349_950,
      },
      {
        currency: 'JPY',
        gross: '1200',
        gross_minor: 1_200,
        refunded: '0',
        refunded_minor: 0,
        net: '1200',
        net_minor: 1_200,
      },
    ]);
    expect(counts).toMatchObject({ successful_payments: 3, canceled_payments: 1, orders: 0 });
    expect(successRate).toBe(0.75);
  });

  it('has no rate while no payment has ended, and no amounts while none has moved', () => {
    expect(summaryOf([{ metric: 'gross', currency: 'INR', value: 0 }])).toMatchObject({
      successRate: null,
      amounts: [],
    });
  });
});
