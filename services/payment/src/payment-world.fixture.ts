import { type DynamicModule, type INestApplicationContext, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { DecisionAnswer, HoldAnswer, HoldExtension, HoldRequest } from '#contracts';
import { Clock, newId } from '#kernel';
import { type Actor, MessagingModule } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { LinkSigner, SecretBox } from '#service-kit';
import { FakeClock, testDatabase } from '#testing';
import type { Viewer } from './application/access.js';
import { FactDoor, type Receipt } from './application/fact-door.js';
import { Links } from './application/links.js';
import { RunOperations } from './application/operations/run-operations.usecase.js';
import { CreateOrder } from './application/orders/create-order.usecase.js';
import { ProcessCart } from './application/payments/process-cart.usecase.js';
import {
  Archive,
  Decisions,
  Holds,
  PaymentProviders,
  type PaymentRecord,
  ProviderAccounts,
  Timelines,
} from './application/ports.js';
import { SignedLinks } from './pages/signed-links.adapter.js';
import { repositories, useCases } from './payment.module.js';
import { migrations } from './persistence/migrations/index.js';
import type { ProviderFact } from './providers/provider-fact.js';
import { ACCOUNT, ScriptedProvider, ScriptedProviders } from './scripted-provider.fixture.js';

/** booking's holds as payment sees them: one live hold a cart, extended once. */
export class ScriptedHolds extends Holds {
  readonly merchantId = newId();
  readonly byCart = new Map<string, HoldAnswer>();
  extended = 0;
  status: HoldExtension['status'] = 'active';

  override hold(request: HoldRequest): Promise<HoldAnswer> {
    const before = this.byCart.get(request.cart_id);
    if (before) return Promise.resolve(before);
    const line = { slot_id: newId(), tier_id: newId(), title: 'Concert', quantity: 1, unit_price_minor: 99_900 };
    const answer: HoldAnswer = {
      hold_id: newId(),
      order_id: request.order_id,
      merchant_id: this.merchantId,
      livemode: false,
      amount_minor: 99_900,
      currency: 'INR',
      expires_at: new Date(Date.now() + 600_000).toISOString(),
      lines: [line],
    };
    this.byCart.set(request.cart_id, answer);
    return Promise.resolve(answer);
  }

  override extend(holdId: string): Promise<HoldExtension> {
    this.extended += 1;
    const expires_at = new Date(Date.now() + 1_200_000).toISOString();
    return Promise.resolve({ hold_id: holdId, status: this.status, expires_at });
  }
}

export class ScriptedDecisions extends Decisions {
  outcome: DecisionAnswer['outcome'] = 'closed';

  override close(paymentId: string, orderId: string): Promise<DecisionAnswer> {
    const { outcome } = this;
    return Promise.resolve({
      payment_id: paymentId,
      order_id: orderId,
      outcome,
      book_id: null,
      reason: 'order_cancelled',
    });
  }
}

@Module({})
class WorldModule {
  static on(url: string, providers: Provider[]): DynamicModule {
    return {
      module: WorldModule,
      imports: [
        PostgresModule.forRoot({ url, poolSize: 12, applicationName: 'payment-spec' }),
        MessagingModule.forRoot({ service: 'payment', rabbitmqUrl: 'amqp://127.0.0.1:1', namespace: '', relay: false }),
      ],
      providers,
    };
  }
}

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const SECRET = 'a secret of at least thirty-two characters';

/**
 * payment without HTTP and broker, on a database of its own, with a provider and a booking that do as they are told.
 */
export class PaymentWorld {
  readonly merchant = { role: 'merchant', merchantId: newId(), livemode: false } as const satisfies Viewer;

  readonly actor: Actor = { userId: newId(), credentialId: newId(), ip: '203.0.113.7', requestId: 'request-of-spec' };

  private constructor(
    private readonly context: INestApplicationContext,
    private readonly closeDatabase: () => Promise<void>,
    readonly provider: ScriptedProvider,
    readonly holds: ScriptedHolds,
    readonly decisions: ScriptedDecisions,
    readonly clock: FakeClock,
  ) {}

  static async open(): Promise<PaymentWorld> {
    const test = await testDatabase({ migrations, poolSize: 1 });
    const [provider, holds, decisions] = [new ScriptedProvider(), new ScriptedHolds(), new ScriptedDecisions()];
    const clock = new FakeClock(new Date());
    const module = WorldModule.on(test.url, [
      { provide: Clock, useValue: clock },
      { provide: SecretBox, useValue: new SecretBox(KEYS) },
      { provide: PaymentProviders, useValue: new ScriptedProviders(provider) },
      { provide: Holds, useValue: holds },
      { provide: Decisions, useValue: decisions },
      { provide: Timelines, useValue: { of: () => Promise.resolve([]) } },
      { provide: Links, useValue: new SignedLinks(new LinkSigner(SECRET), 'http://localhost:8080') },
      ...repositories({ PAYMENT_POLL_SCHEDULE_SECONDS: [0.05, 0.1], PAYMENT_ASK_AGAIN_SECONDS: [0.05, 0.1] }),
      ...useCases,
    ]);
    const context = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    return new PaymentWorld(context, () => test.close(), provider, holds, decisions, clock);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.closeDatabase();
  }

  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.context.get<T>(type);
  }

  get database(): Database {
    return this.get(Database);
  }

  /** A merchant's order of 100.00 INR. */
  async plainOrder(fields: { capture?: 'automatic' | 'manual' } = {}): Promise<string> {
    const { id } = await this.get(CreateOrder).execute({
      id: newId(),
      merchant: this.merchant,
      amountMinor: 10_000,
      currency: 'INR',
      capture: fields.capture ?? 'automatic',
      provider: null,
      metadata: null,
    });
    return id;
  }

  /** A cart whose payment waits at the provider. */
  cartPayment(cartId = newId(), id = newId()) {
    const customer = { id: newId(), email: 'asha@example.org', name: 'Asha' };
    return this.get(ProcessCart).execute({ id, cartId, customer, method: 'upi', provider: null, amount: null });
  }

  /** The provider says something, as an event with this id or as an answer. */
  say(
    paymentId: string,
    fact: Partial<ProviderFact> & Pick<ProviderFact, 'outcome'>,
    eventId?: string,
  ): Promise<Receipt> {
    const facts = [this.provider.fact(paymentId, { amountMinor: 99_900, ...fact })];
    const event = { provider: ACCOUNT.provider, accountId: ACCOUNT.id, providerEventId: eventId ?? '' };
    return this.get(FactDoor).report(eventId === undefined ? { facts } : { facts, event });
  }

  async payment(id: string): Promise<PaymentRecord> {
    const payment = await this.get(Archive).payment(id);
    if (!payment) throw new Error(`no payment ${id}`);
    return payment;
  }

  /** Makes every call that is due, and those that follow from them. */
  async runOperations(): Promise<void> {
    const run = this.get(RunOperations);
    for (;;) {
      const leased = await run.claim(100);
      if (leased.length === 0) return;
      await Promise.all(leased.map((operation) => run.perform(operation)));
    }
  }

  /** Types of the events told about an aggregate, in order. */
  async told(aggregateId: string): Promise<string[]> {
    const rows = await this.database.query<{ type: string }>(
      'select type from outbox where aggregate_id::text = $1 order by id',
      [aggregateId],
    );
    return rows.map(({ type }) => type);
  }

  async count(sql: string, values: readonly unknown[] = []): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(sql, values);
    return row?.n ?? 0;
  }

  accounts(): ProviderAccounts {
    return this.get(ProviderAccounts);
  }
}
