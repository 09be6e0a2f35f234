import { type DynamicModule, type INestApplicationContext, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { EventData, EventType, HoldAnswer } from '#contracts';
import { Clock, newId } from '#kernel';
import { type Actor, MessagingModule, type ReceivedEvent } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { LinkSigner } from '#service-kit';
import { FakeClock, testDatabase } from '#testing';
import { EditCart } from './application/carts/edit-cart.usecase.js';
import { PlaceHold } from './application/holds/place-hold.usecase.js';
import { SaveListing } from './application/listings/save-listing.usecase.js';
import { SaveSlot, type SlotWish } from './application/listings/save-slot.usecase.js';
import { type Mail, Mailer, PaymentOrders, Seals } from './application/ports.js';
import { repositories, useCases } from './booking.module.js';
import type { ClosingAnswer } from './domain/hold.js';
import type { Slot } from './domain/slot.js';
import { PaymentAuthorizedConsumer } from './messaging/payment-authorized.consumer.js';
import { PaymentEndedConsumer } from './messaging/payment-ended.consumer.js';
import { migrations } from './persistence/migrations/index.js';
import { SignedSeals } from './providers/ticket-seal/signed-seals.adapter.js';

/** payment as far as a sweep sees it: says what it is told to say, or nothing. */
export class ScriptedPaymentOrders extends PaymentOrders {
  answer: ClosingAnswer = 'closed';
  readonly asked: string[] = [];

  override close(orderIds: readonly string[]): Promise<ReadonlyMap<string, ClosingAnswer>> {
    this.asked.push(...orderIds);
    return Promise.resolve(new Map(orderIds.map((id) => [id, this.answer])));
  }
}

export class CollectedMails extends Mailer {
  override readonly configured = true;
  readonly sent: Mail[] = [];

  override send(mail: Mail): Promise<void> {
    this.sent.push(mail);
    return Promise.resolve();
  }
}

const LINK_SECRET = 'a secret of at least thirty-two characters';

@Module({})
class WorldModule {
  static on(url: string, providers: Provider[]): DynamicModule {
    return {
      module: WorldModule,
      imports: [
        PostgresModule.forRoot({ url, poolSize: 8, applicationName: 'booking-spec' }),
        MessagingModule.forRoot({ service: 'booking', rabbitmqUrl: 'amqp://127.0.0.1:1', namespace: '', relay: false }),
      ],
      providers,
    };
  }
}

export interface SpecCart {
  readonly id: string;
  readonly customerId: string;
}

interface SlotShape extends Partial<Omit<SlotWish, 'tiers'>> {
  readonly price?: string;
  readonly quota?: number;
}

/** booking without HTTP and broker, on a database of its own; what it takes to tell a story in a few lines. */
export class BookingWorld {
  readonly seller = { merchantId: newId(), livemode: false };
  readonly actor: Actor = { userId: newId(), credentialId: newId(), ip: '203.0.113.7', requestId: 'request-of-spec' };

  private constructor(
    private readonly context: INestApplicationContext,
    private readonly closeDatabase: () => Promise<void>,
    readonly clock: FakeClock,
    readonly orders: ScriptedPaymentOrders,
    readonly mails: CollectedMails,
  ) {}

  static async open(): Promise<BookingWorld> {
    const own = await testDatabase({ migrations, poolSize: 1 });
    const [clock, orders, mails] = [new FakeClock(new Date()), new ScriptedPaymentOrders(), new CollectedMails()];
    const module = WorldModule.on(own.url, [
      { provide: Clock, useValue: clock },
      { provide: PaymentOrders, useValue: orders },
      { provide: Mailer, useValue: mails },
      { provide: Seals, useValue: new SignedSeals(new LinkSigner(LINK_SECRET), 'http://localhost:8080') },
      ...repositories({ HOLD_TTL_SECONDS: 600, HOLD_MAX_SECONDS: 3_000 }),
      ...useCases,
      PaymentAuthorizedConsumer,
      PaymentEndedConsumer,
    ]);
    const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    return new BookingWorld(context, () => own.close(), clock, orders, mails);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.closeDatabase();
  }

  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.context.get(type);
  }

  get database(): Database {
    return this.get(Database);
  }

  async slot({ price = '10.00', quota, ...shape }: SlotShape = {}): Promise<Slot> {
    const listing = await this.get(SaveListing).create(
      newId(),
      this.seller,
      { kind: 'event', title: 'Concert' },
      this.actor,
    );
    const startsAt = new Date(Date.now() + 48 * 3_600_000);
    const tiers = [{ name: 'GA', price, currency: 'INR', ...(quota === undefined ? {} : { quota }) }];
    const wish = { startsAt, endsAt: null, capacity: 20, seats: [], ...shape, tiers };
    return this.get(SaveSlot).create(newId(), listing.id, this.seller, wish, this.actor);
  }

  /** A cart of a new customer with places of these slots. */
  async cart(slots: readonly Slot[], quantity = 1, seats: readonly string[] = []): Promise<SpecCart> {
    const cart = await this.get(EditCart).open(newId(), newId());
    for (const { id: slotId } of slots) {
      const wish = { slotId, tier: 'GA', quantity, seats, attendees: [] };
      await this.get(EditCart).add(cart.id, cart.customerId, newId(), wish);
    }
    return cart;
  }

  hold(cart: SpecCart, orderId = newId(), amountMinor?: number): Promise<HoldAnswer> {
    const customer = { id: cart.customerId, email: 'asha@example.org', name: 'Asha' };
    const amount = amountMinor === undefined ? {} : { amount_minor: amountMinor };
    return this.get(PlaceHold).execute({ cart_id: cart.id, order_id: orderId, customer, ...amount });
  }

  async heldBy(slots: readonly Slot[], quantity = 1, seats: readonly string[] = []): Promise<HoldAnswer> {
    return this.hold(await this.cart(slots, quantity, seats));
  }

  /** The question payment asks once a hold is paid. */
  authorized(hold: HoldAnswer, data: Partial<EventData<'payment.authorized'>> = {}, version = 2) {
    return received('payment.authorized', version, {
      ...paymentOf(hold, data),
      order_version: 2,
      surplus: false,
      ...data,
    });
  }

  refunded(question: ReceivedEvent<'payment.authorized'>, version = 4) {
    return received('payment.refunded', version, { ...question.data, full: true });
  }

  /** As the transport does it: everything in one transaction. */
  ask(...events: ReceivedEvent<'payment.authorized'>[]): Promise<void> {
    return this.database.transaction(() => this.get(PaymentAuthorizedConsumer).handle(events));
  }

  tellRefunded(...events: ReceivedEvent<'payment.refunded'>[]): Promise<void> {
    return this.database.transaction(() => this.get(PaymentEndedConsumer).refunded(events));
  }

  async booked(slot: Slot, quantity = 1): Promise<{ question: ReceivedEvent<'payment.authorized'>; bookId: string }> {
    const question = this.authorized(await this.heldBy([slot], quantity));
    await this.ask(question);
    const [answer] = await this.told(question.data.payment_id);
    return { question, bookId: String(answer?.data['book_id']) };
  }

  /** Events in the outbox about a payment, in order. */
  told(paymentId: string): Promise<{ eventId: string; type: EventType; data: Record<string, unknown> }[]> {
    return this.database.query(
      `select event_id as "eventId", type, payload::json as data from outbox
       where payload::json ->> 'payment_id' = $1 order by id`,
      [paymentId],
    );
  }

  async counts(slotId: string): Promise<{ held: number; booked: number; tierHeld: number; tierBooked: number }> {
    const [row] = await this.database.query<{ held: number; booked: number; tierHeld: number; tierBooked: number }>(
      `select s.held, s.booked, sum(t.held) as "tierHeld", sum(t.booked) as "tierBooked"
       from slot s join tier t on t.slot_id = s.id where s.id = $1 group by s.id`,
      [slotId],
    );
    if (!row) throw new Error('no such slot');
    return row;
  }

  /** Lets the time of a hold, or its longest life too, be over. */
  async runOut(holdId: string, { longestLife = false } = {}): Promise<void> {
    const hard = longestLife ? `, hard_expires_at = now() - interval '1 s'` : '';
    await this.database.execute(`update hold set expires_at = now() - interval '1 s'${hard} where id = $1`, [holdId]);
  }
}

function paymentOf(hold: HoldAnswer, { payment_id = newId() }: { payment_id?: string }) {
  return {
    payment_id,
    order_id: hold.order_id,
    merchant_id: hold.merchant_id,
    customer_id: newId(),
    livemode: hold.livemode,
    purpose: 'booking' as const,
    hold_id: hold.hold_id,
    amount_minor: hold.amount_minor,
    currency: hold.currency,
    created_at: '2026-11-21T10:30:00.000Z',
    provider: 'simulator',
    method: 'upi',
  };
}

export function received<T extends EventType>(type: T, aggregateVersion: number, data: EventData<T>): ReceivedEvent<T> {
  const aggregateId = (data as { payment_id?: string }).payment_id ?? newId();
  const about = { id: newId(), type, aggregateId, aggregateVersion, occurredAt: new Date() };
  return { ...about, data, duplicate: false, attempt: 1 };
}
