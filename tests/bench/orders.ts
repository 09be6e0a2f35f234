import { HttpLoad, type Reply } from './http-load.js';
import { closedLoop, fixedRate, sleep } from './pacing.js';
import { type Bench, type Load, measure, type PhaseResult } from './phase.js';

const API = '/paygate/api/v1/';
const LANES = 32;
const MOST_UNSETTLED = 600;
const CARD = { card_number: '4242424242424242', expiry: '12/40', cvv: '123' };

/** A merchant's order, its payment by card, and the merchant hearing that it was captured. */
export class MerchantOrders {
  private turn = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly gateway: HttpLoad,
  ) {}

  static async run(bench: Bench): Promise<PhaseResult[]> {
    const orders = new MerchantOrders(bench, new HttpLoad(bench.running.platform.gatewayUrl, 256));
    try {
      const settled = await measure(bench, 'orders, as fast as settled', (load) => orders.closed(load), 'plain');
      const perSecond = settled.settledPerS / 2;
      const half = await measure(
        bench,
        'orders, half of settled',
        (load) => fixedRate(perSecond, bench.seconds + 3, (at) => orders.sell(load, at)),
        'plain',
      );
      return [settled, half];
    } finally {
      await orders.gateway.close();
    }
  }

  private closed(load: Load): Promise<void> {
    const { following, until } = load;
    return closedLoop(LANES, until, async () => {
      while (following.begun - following.settled >= MOST_UNSETTLED && performance.now() < until) await sleep(2);
      if (performance.now() < until) await this.sell(load, performance.now());
    });
  }

  private async sell(load: Load, at: number): Promise<void> {
    this.turn = (this.turn + 1) % this.bench.world.sellers.length;
    const key = this.bench.world.sellers[this.turn]?.merchant.apiKey ?? '';
    const order = await this.post(key, 'orders/', { amount: '100.00' });
    load.answered('order', at, order.status === 201);
    if (order.status !== 201) return;
    const { order_id: orderId } = (JSON.parse(order.text) as { data: { order_id: string } }).data;
    const from = performance.now();
    const paid = await this.post(key, 'payments/', { order_id: orderId, card_details: CARD });
    load.answered('payment by card', from, paid.status === 201);
    if (paid.status === 201) load.following.count();
  }

  private post(key: string, path: string, body: object): Promise<Reply> {
    const headers = ['content-type', 'application/json', 'x-api-key', key];
    return this.gateway.send('POST', API + path, headers, JSON.stringify(body));
  }
}
