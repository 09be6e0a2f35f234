import { HttpLoad, type Reply } from './http-load.js';
import { closedLoop, fixedRate, sleep } from './pacing.js';
import { type Bench, type Load, measure, type PhaseResult } from './phase.js';
import { makeShoppers, type Shopper } from './world.js';

const API = '/paygate/api/v1/';
const SHOPPERS = 48;
/** Browsers look again after so long whether the booking is there. */
const LOOK_AGAIN_MS = 100;
const MOST_LOOKS = 100;
const MOST_UNSETTLED = 600;
const PAY = JSON.stringify({ method: 'upi', upi_id: 'success@upi' });
const AT_PROVIDER = ['content-type', 'application/json', 'accept', 'application/json'];

/** Cart, process-cart, paying at the provider, its event, the booking, check-booking: each step over HTTP. */
export class Journey {
  private shoppers: Shopper[] = [];
  private turn = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly gateway: HttpLoad,
    private readonly provider: HttpLoad,
  ) {}

  /** As fast as settled, and half of that. */
  static run(bench: Bench): Promise<PhaseResult[]> {
    return Journey.with(bench, async (journey) => {
      const settled = await journey.closed();
      return [settled, await journey.fixed(settled.settledPerS / 2)];
    });
  }

  static settledOnly(bench: Bench): Promise<PhaseResult[]> {
    return Journey.with(bench, async (journey) => [await journey.closed()]);
  }

  /** At a rate given, as long as a load lasts. */
  static steady(bench: Bench, perSecond: number): Promise<PhaseResult> {
    return Journey.with(bench, (journey) => journey.fixed(perSecond, 'journey, steady'));
  }

  private static async with<T>(bench: Bench, work: (journey: Journey) => Promise<T>): Promise<T> {
    const { platform } = bench.running;
    const [gateway, provider] = [platform.gatewayUrl, platform.url('provider-simulator')];
    const journey = new Journey(bench, new HttpLoad(gateway, 512), new HttpLoad(provider, 512));
    try {
      return await work(journey);
    } finally {
      await Promise.all([journey.gateway.close(), journey.provider.close()]);
    }
  }

  private async closed(): Promise<PhaseResult> {
    this.shoppers = await makeShoppers(this.bench.world, SHOPPERS);
    return measure(this.bench, 'journey, as fast as settled', (load) =>
      closedLoop(SHOPPERS, load.until, async (lane) => {
        const { following } = load;
        while (following.begun - following.settled >= MOST_UNSETTLED && performance.now() < load.until) await sleep(2);
        if (performance.now() < load.until) await this.buy(load, this.shoppers[lane] as Shopper, performance.now());
      }),
    );
  }

  private async fixed(perSecond: number, name = 'journey, half of settled'): Promise<PhaseResult> {
    this.shoppers = await makeShoppers(this.bench.world, SHOPPERS);
    return measure(this.bench, name, (load) =>
      fixedRate(perSecond, this.bench.seconds + 3, (at) => {
        this.turn = (this.turn + 1) % this.shoppers.length;
        return this.buy(load, this.shoppers[this.turn] as Shopper, at);
      }),
    );
  }

  private async buy(load: Load, shopper: Shopper, at: number): Promise<void> {
    const cart = await this.step(load, shopper, 'cart', 'carts/', {}, at);
    if (!cart) return;
    const item = { slot_id: shopper.slotId, tier: 'GA', quantity: 1 };
    const filled = await this.step(load, shopper, 'cart item', `carts/${idOf(cart)}/items/`, item);
    if (!filled) return;
    const asked = { cart_id: idOf(cart), method: 'upi' };
    const processed = await this.step(load, shopper, 'process-cart', 'payments/process-cart/', asked);
    if (!processed) return;
    const { payment_id: paymentId, payment_url: url } = dataOf(processed) as {
      payment_id: string;
      payment_url: string;
    };
    await this.payAtProvider(load, paymentId, new URL(url).pathname);
    await this.awaitBooking(load, shopper, paymentId);
    load.answered('whole journey', at, true);
  }

  private async payAtProvider(load: Load, paymentId: string, path: string): Promise<void> {
    const at = performance.now();
    load.following.begin(paymentId, at);
    const { status } = await this.provider.send('POST', path, AT_PROVIDER, PAY);
    load.answered('pay at the provider', at, status === 200);
  }

  private async awaitBooking(load: Load, { authorization }: Shopper, paymentId: string): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const at = performance.now();
      const path = `${API}payments/${paymentId}/check-booking/`;
      const reply = await this.gateway.send('GET', path, ['authorization', authorization], null);
      load.answered('check-booking', at, reply.status === 200);
      if (reply.status === 200 && dataOf(reply)['booking_created'] === true) return;
      await sleep(LOOK_AGAIN_MS);
    }
    load.answered('booking seen', performance.now(), false);
  }

  private async step(
    { answered }: Load,
    { authorization }: Shopper,
    name: string,
    path: string,
    body: object,
    at = performance.now(),
  ): Promise<Reply | undefined> {
    const headers = ['content-type', 'application/json', 'authorization', authorization];
    const reply = await this.gateway.send('POST', API + path, headers, JSON.stringify(body));
    answered(name, at, reply.status === 201);
    return reply.status === 201 ? reply : undefined;
  }
}

const dataOf = ({ text }: Reply): Record<string, unknown> =>
  (JSON.parse(text) as { data: Record<string, unknown> }).data;
const idOf = (reply: Reply): string => String(dataOf(reply)['id']);
