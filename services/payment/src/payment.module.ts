import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { MessagingModule } from '#messaging';
import { LeaseHolder, PostgresModule } from '#postgres';
import { InternalClients, LinkSigner, SecretBox } from '#service-kit';
import { Bells } from './application/bells.js';
import { AnswerDecisions } from './application/decisions/answer-decisions.usecase.js';
import { AskAgain } from './application/decisions/ask-again.usecase.js';
import { FactDoor } from './application/fact-door.js';
import { Links } from './application/links.js';
import { LearnMerchants } from './application/merchants/learn-merchants.usecase.js';
import { SeedAccounts } from './application/merchants/seed-accounts.usecase.js';
import { CallMaker } from './application/operations/call-maker.js';
import { MoneyMoves } from './application/operations/money-moves.js';
import { OperationCalls } from './application/operations/operation-calls.js';
import { RunOperations } from './application/operations/run-operations.usecase.js';
import { OrderDesk } from './application/order-desk.js';
import { CancelOrder } from './application/orders/cancel-order.usecase.js';
import { CloseOrders } from './application/orders/close-orders.usecase.js';
import { CreateOrder } from './application/orders/create-order.usecase.js';
import { OrderOpenings } from './application/orders/order-openings.js';
import { ReadOrders } from './application/orders/read-orders.usecase.js';
import { Attempts } from './application/payments/attempts.js';
import { AttemptStarter } from './application/payments/attempt-starter.js';
import { CapturePayment } from './application/payments/capture-payment.usecase.js';
import { CardVault } from './application/payments/card-vault.js';
import { CartOrders } from './application/payments/cart-orders.js';
import { MatchEvents } from './application/payments/match-events.usecase.js';
import { PayLinkedOrder } from './application/payments/pay-linked-order.usecase.js';
import { PayOrder } from './application/payments/pay-order.usecase.js';
import { PollProviders } from './application/payments/poll-providers.usecase.js';
import { ProcessCart } from './application/payments/process-cart.usecase.js';
import { ProviderChoice } from './application/payments/provider-choice.js';
import { ProviderQuestions } from './application/payments/provider-questions.js';
import { ReadLinked } from './application/payments/read-linked.usecase.js';
import { ReadPayments } from './application/payments/read-payments.usecase.js';
import { ReadTimeline } from './application/payments/read-timeline.usecase.js';
import { ReceiveProviderEvent } from './application/payments/receive-provider-event.usecase.js';
import { RetryPayment } from './application/payments/retry-payment.usecase.js';
import { VerifyPayment } from './application/payments/verify-payment.usecase.js';
import { VoidPayment } from './application/payments/void-payment.usecase.js';
import { WatchPayment } from './application/payments/watch-payment.usecase.js';
import { WelcomeBack } from './application/payments/welcome-back.usecase.js';
import * as port from './application/ports.js';
import { ReadRefunds } from './application/refunds/read-refunds.usecase.js';
import { RefundPayment } from './application/refunds/refund-payment.usecase.js';
import { InternalOrdersController } from './http/internal-orders.controller.js';
import { OrdersController } from './http/orders.controller.js';
import { HttpDecisions } from './http/outbound/decisions.adapter.js';
import { HttpHolds } from './http/outbound/holds.adapter.js';
import { HttpTimelines } from './http/outbound/timelines.adapter.js';
import { PaymentEventsController } from './http/payment-events.controller.js';
import { PaymentMovesController } from './http/payment-moves.controller.js';
import { PaymentsController } from './http/payments.controller.js';
import { ProviderInboundController } from './http/provider-inbound.controller.js';
import { RefundsController } from './http/refunds.controller.js';
import { AskAgainJob } from './jobs/ask-again.job.js';
import { MatchEventsJob } from './jobs/match-events.job.js';
import { PollProvidersJob } from './jobs/poll-providers.job.js';
import { RunOperationsJob } from './jobs/run-operations.job.js';
import { SeedAccountsJob } from './jobs/seed-accounts.job.js';
import { BookingAnswersConsumer } from './messaging/booking-answers.consumer.js';
import { MerchantsConsumer } from './messaging/merchants.consumer.js';
import { PayPageController, ResultPageController, SupportContact } from './pages/pages.controller.js';
import { SignedLinks } from './pages/signed-links.adapter.js';
import type { PaymentConfig } from './payment.config.js';
import { MerchantAccountRepository, ProviderAccountRepository } from './persistence/accounts.repository.js';
import { ArchiveRepository } from './persistence/archive.repository.js';
import { OperationRepository } from './persistence/operation.repository.js';
import { OrderCaseRepository } from './persistence/order-case.repository.js';
import { OrderRepository } from './persistence/order.repository.js';
import { AskSchedule, PollRepository, QuestionRepository } from './persistence/poll.repository.js';
import { PollSchedule } from './persistence/poll-schedule.js';
import { PostgresTransactions } from './persistence/postgres-transactions.js';
import { ProviderEventRepository } from './persistence/provider-event.repository.js';
import { providersOptions } from './providers/providers.config.js';
import { ProvidersModule } from './providers/providers.module.js';

/** What does the work, whatever it works on. */
export const useCases: Provider[] = [
  ...[Bells, OrderDesk, FactDoor, OrderOpenings, OperationCalls, CallMaker, MoneyMoves, RunOperations],
  ...[CreateOrder, ReadOrders, CancelOrder, CloseOrders],
  ...[ProcessCart, CartOrders, Attempts, AttemptStarter, ProviderChoice, PayOrder, CardVault, PayLinkedOrder],
  ...[RetryPayment, VerifyPayment, CapturePayment, VoidPayment, ReadPayments, ReadLinked, ReadTimeline, WatchPayment],
  ...[ReceiveProviderEvent, WelcomeBack, ProviderQuestions, PollProviders, MatchEvents],
  ...[RefundPayment, ReadRefunds, AnswerDecisions, AskAgain, LearnMerchants, SeedAccounts],
];

/** Rows in this service's database; needs `Database`, `PaymentProviders` and `SecretBox`. */
export function repositories(
  config: Pick<PaymentConfig, 'PAYMENT_POLL_SCHEDULE_SECONDS' | 'PAYMENT_ASK_AGAIN_SECONDS'>,
): Provider[] {
  const [first = 60, later = 600] = config.PAYMENT_ASK_AGAIN_SECONDS;
  return [
    LeaseHolder,
    { provide: PollSchedule, useFactory: () => new PollSchedule(config.PAYMENT_POLL_SCHEDULE_SECONDS) },
    { provide: AskSchedule, useFactory: () => new AskSchedule(first, later) },
    { provide: port.Transactions, useClass: PostgresTransactions },
    { provide: port.OrderCases, useClass: OrderCaseRepository },
    { provide: port.Orders, useClass: OrderRepository },
    { provide: port.Archive, useClass: ArchiveRepository },
    { provide: port.Operations, useClass: OperationRepository },
    { provide: port.ProviderEvents, useClass: ProviderEventRepository },
    { provide: port.Polls, useClass: PollRepository },
    { provide: port.Questions, useClass: QuestionRepository },
    { provide: port.MerchantAccounts, useClass: MerchantAccountRepository },
    { provide: port.ProviderAccounts, useClass: ProviderAccountRepository },
  ];
}

function outside(config: PaymentConfig): Provider[] {
  return [
    { provide: Clock, useClass: SystemClock },
    { provide: SecretBox, useFactory: () => new SecretBox(config.ENCRYPTION_KEYS) },
    {
      provide: Links,
      useFactory: () => new SignedLinks(new LinkSigner(config.LINK_SECRET, config.LINK_SECRET_ALSO), config.PUBLIC_URL),
    },
    { provide: SupportContact, useFactory: () => new SupportContact(config.SUPPORT_CONTACT) },
    {
      provide: port.Holds,
      useFactory: (clients: InternalClients) => new HttpHolds(clients.to('booking', config.BOOKING_URL)),
      inject: [InternalClients],
    },
    {
      provide: port.Decisions,
      useFactory: (clients: InternalClients) => new HttpDecisions(clients.to('booking', config.BOOKING_URL)),
      inject: [InternalClients],
    },
    {
      provide: port.Timelines,
      useFactory: (clients: InternalClients) => new HttpTimelines(clients.to('analytics', config.ANALYTICS_URL)),
      inject: [InternalClients],
    },
  ];
}

@Module({})
export class PaymentModule {
  static forRoot(config: PaymentConfig): DynamicModule {
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, RABBITMQ_URL: rabbitmqUrl } = config;
    return {
      module: PaymentModule,
      imports: [
        PostgresModule.forRoot({ url, poolSize, applicationName: 'payment' }),
        MessagingModule.forRoot({ service: 'payment', rabbitmqUrl, namespace: config.BROKER_NAMESPACE }),
        ProvidersModule.forRoot(providersOptions(config)),
      ],
      controllers: [
        ...[OrdersController, PaymentsController, PaymentMovesController, PaymentEventsController],
        ...[RefundsController, ProviderInboundController, InternalOrdersController],
        ...[PayPageController, ResultPageController, BookingAnswersConsumer, MerchantsConsumer],
      ],
      providers: [
        ...outside(config),
        ...repositories(config),
        ...useCases,
        ...[RunOperationsJob, PollProvidersJob, AskAgainJob, MatchEventsJob, SeedAccountsJob],
      ],
    };
  }
}
