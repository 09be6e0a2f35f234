import { eventually } from '#testing';
import { type Merchant, offerSlot, registerMerchant, type Slot } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';
import { Journeys } from '../support/journeys.js';
import { seeded } from '../support/random.js';
import { WebhookSink } from '../support/webhook-sink.js';
import { Customers } from './customers.js';
import { Fates, ObservedClient } from './observed-client.js';
import { Seller } from './seller.js';
import { Visitor } from './visitor.js';

const CUSTOMERS = 8;
const CAPACITY = 100_000;
const FEW = 60;

/** One who goes on doing the same under the same session, key or link. */
export interface Regular {
  stay(isOver: () => boolean): Promise<void>;
  /** What was not answered as it should be. */
  readonly refused: readonly string[];
  /** One line for people. */
  toString(): string;
}

const patiently = <T>(work: () => Promise<T>): Promise<T> => eventually(work, { timeoutMs: 60_000, everyMs: 500 });

/** Customers who buy place after place through the gateway and a merchant who hears of it, until told to stop. */
export class Load {
  private running: Promise<void> | undefined;
  private stopping = false;

  private constructor(
    private readonly client: HttpClient,
    readonly fates: Fates,
    readonly journeys: Journeys,
    readonly regulars: readonly Regular[],
    readonly sink: WebhookSink,
  ) {}

  /** `sinkHost`: this machine's address as containers see it. */
  static async prepare(origin: string, sinkHost: string, seed: number): Promise<Load> {
    const sink = await WebhookSink.start(sinkHost);
    const fates = new Fates();
    const client = ObservedClient.observing(origin, fates);
    const merchant: Merchant = await patiently(() => registerMerchant(client, sink.url));
    sink.secret = merchant.webhookSecret;
    const slots: Slot[] = [await offerSlot(merchant, CAPACITY), await offerSlot(merchant, FEW)];
    const customers = await Customers.register(client, CUSTOMERS);
    const [first] = slots as [Slot];
    const regulars = [customers, await Visitor.arrive(client, first), new Seller(merchant.key, first.listingId)];
    fates.forget();
    return new Load(client, fates, new Journeys(customers.clients, slots, seeded(seed)), regulars, sink);
  }

  start(): void {
    const isOver = () => this.stopping;
    const stay = this.regulars.map((one) => one.stay(isOver));
    this.running = Promise.all([this.buy(), ...stay]).then(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** Payments whose creation was acknowledged and that their customer can't see. */
  async forgotten(): Promise<string[]> {
    const known = new Set((await this.journeys.allPayments()).map(({ payment_id }) => payment_id));
    return [...this.journeys.acknowledged].filter((id) => !known.has(id));
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.sink.stop();
  }

  private async buy(): Promise<void> {
    while (!this.stopping) await this.journeys.run(CUSTOMERS);
  }
}
