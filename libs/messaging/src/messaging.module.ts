import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { eventsProducedBy } from '#contracts';
import { Database } from '#postgres';
import { Acts } from './acts/acts.js';
import { OutboxActs } from './acts/outbox-acts.js';
import { Broker } from './broker/broker.js';
import { SharedPublisher } from './broker/shared-publisher.js';
import { ConsumerFactory } from './consumer/consumer-factory.js';
import { RabbitTransport } from './consumer/rabbit-transport.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { PostgresDeadLetters } from './dead-letters/postgres-dead-letters.js';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { MessagingHealth } from './messaging-health.js';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxSignal } from './outbox/outbox-signal.js';
import { PostgresOutbox } from './outbox/postgres-outbox.js';
import { OutboxRelay } from './relay/outbox-relay.js';
import { ServiceMessagingHealth } from './service-health.js';
import { MessagingStats } from './stats.js';

export interface MessagingAsyncOptions<Args extends unknown[] = never[]> {
  readonly inject?: DynamicModule['exports'];
  readonly useFactory: (...args: Args) => MessagingOptions | Promise<MessagingOptions>;
}

const parts = [
  Broker,
  SharedPublisher,
  MessagingStats,
  OutboxSignal,
  OutboxRelay,
  ConsumerFactory,
  RabbitTransport,
  Housekeeping,
  { provide: Outbox, useClass: PostgresOutbox },
  { provide: Acts, useClass: OutboxActs },
  { provide: DeadLetters, useClass: PostgresDeadLetters },
  { provide: MessagingHealth, useClass: ServiceMessagingHealth },
];

/** Outbox, relay, consumers and dead letters of one service; needs `PostgresModule` and `messagingMigrations`. */
@Module({})
export class MessagingModule implements OnApplicationBootstrap {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly database: Database,
    private readonly broker: Broker,
    private readonly relay: OutboxRelay,
    private readonly housekeeping: Housekeeping,
  ) {}

  static forRoot(options: MessagingOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  /** Like `forRoot`, with options made from providers of global modules. */
  static forRootAsync<Args extends unknown[]>(options: MessagingAsyncOptions<Args>): DynamicModule {
    const useFactory = options.useFactory as (...args: unknown[]) => MessagingOptions | Promise<MessagingOptions>;
    const own = { provide: MESSAGING_OPTIONS, useFactory, inject: (options.inject ?? []) as never[] };
    return {
      module: MessagingModule,
      global: true,
      providers: [own, ...parts],
      exports: [MESSAGING_OPTIONS, Outbox, Acts, OutboxRelay, RabbitTransport, DeadLetters, MessagingHealth],
    };
  }

  onApplicationBootstrap(): void {
    const { service, relay = true } = this.options;
    this.housekeeping.start();
    if (relay && eventsProducedBy(service).length > 0) this.relay.start();
    this.database.beforeClose(() => this.finish());
  }

  /** After the last request and the last consumer, before the pool closes. */
  private async finish(): Promise<void> {
    await this.housekeeping.stop();
    await this.relay.stop();
    await this.broker.close();
  }
}
