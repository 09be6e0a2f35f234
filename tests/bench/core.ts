import { HttpLoad } from './http-load.js';
import { closedLoop, fixedRate, sleep } from './pacing.js';
import { type Bench, type Load, measure, type PhaseResult } from './phase.js';
import { type WaitingPayment, WaitingPayments } from './waiting-payments.js';

const PATH = '/paygate/api/v1/payments/webhooks/simulator/';
const LANES = 64;
/** A provider sends no more than this ahead of what is booked, or of what is settled. */
const MOST_UNBOOKED = 1_000;
const MOST_UNSETTLED = 1_000;
/** Payments prepared for each second of a closed loop: more than any run here has booked. */
const PREPARED_PER_SECOND = 3_200;
const SETTLED_GUESS = 1_200;

/** Signed provider events for waiting payments in, committed bookings out. */
export class Core {
  private ready: WaitingPayment[] = [];
  private next = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly waiting: WaitingPayments,
    private readonly http: HttpLoad,
  ) {}

  /** As fast as booked, as fast as settled, and half of each. */
  static run(bench: Bench): Promise<PhaseResult[]> {
    return Core.with(bench, (core) => core.phases());
  }

  static settledOnly(bench: Bench): Promise<PhaseResult[]> {
    return Core.with(bench, async (core) => [await core.asFastAsSettled(SETTLED_GUESS)]);
  }

  private static async with(bench: Bench, work: (core: Core) => Promise<PhaseResult[]>): Promise<PhaseResult[]> {
    const { platform } = bench.running;
    const waiting = await WaitingPayments.open(bench.running, bench.world);
    const core = new Core(bench, waiting, new HttpLoad(platform.gatewayUrl, 256));
    try {
      const phases = await work(core);
      await waiting.discard(core.ready.slice(core.next));
      return phases;
    } finally {
      await core.http.close();
      await waiting.close();
    }
  }

  private async phases(): Promise<PhaseResult[]> {
    const booked = await this.closed(
      'core, as fast as booked',
      PREPARED_PER_SECOND,
      ({ open }) => open < MOST_UNBOOKED,
    );
    const settled = await this.asFastAsSettled(Math.max(SETTLED_GUESS, booked.bookedPerS));
    const halfBooked = await this.fixed('core, half of booked', booked.bookedPerS / 2);
    const halfSettled = await this.fixed('core, half of settled', settled.settledPerS / 2);
    return [booked, settled, halfBooked, halfSettled];
  }

  private asFastAsSettled(prepared: number): Promise<PhaseResult> {
    const mayGoOn = ({ begun, settled }: Load['following']): boolean => begun - settled < MOST_UNSETTLED;
    return this.closed('core, as fast as settled', prepared, mayGoOn);
  }

  private async closed(
    name: string,
    perSecond: number,
    mayGoOn: (following: Load['following']) => boolean,
  ): Promise<PhaseResult> {
    await this.prepare(perSecond * (this.bench.seconds + 3));
    return measure(this.bench, name, (load) =>
      closedLoop(LANES, load.until, async () => {
        while (!mayGoOn(load.following) && performance.now() < load.until) await sleep(2);
        if (performance.now() < load.until) await this.pay(load, performance.now());
      }),
    );
  }

  private async fixed(name: string, perSecond: number): Promise<PhaseResult> {
    const seconds = this.bench.seconds + 3;
    await this.prepare(perSecond * seconds);
    return measure(this.bench, name, (load) => fixedRate(perSecond, seconds, (at) => this.pay(load, at)));
  }

  private async prepare(count: number): Promise<void> {
    this.bench.say(`preparing ${Math.ceil(count)} waiting payments`);
    const left = this.ready.slice(this.next);
    this.ready = [...left, ...(await this.waiting.make(Math.max(0, Math.ceil(count) - left.length)))];
    this.next = 0;
  }

  private async pay({ following, answered }: Load, at: number): Promise<void> {
    const payment = this.ready[this.next];
    if (!payment) return sleep(100);
    this.next += 1;
    following.begin(payment.paymentId, at);
    const { body, headers } = this.waiting.eventOf(payment);
    const { status } = await this.http.send('POST', PATH, headers, body);
    answered('provider event', at, status === 200);
  }
}
