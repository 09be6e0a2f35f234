import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { MessagingModule } from '#messaging';
import { LeaseHolder, PostgresModule } from '#postgres';
import { DeleteEndpoint } from './application/endpoints/delete-endpoint.usecase.js';
import { ChangeEndpoint } from './application/endpoints/change-endpoint.usecase.js';
import { CreateEndpoint } from './application/endpoints/create-endpoint.usecase.js';
import { EndpointActs } from './application/endpoints/endpoint-acts.js';
import { EnableEndpoint } from './application/endpoints/enable-endpoint.usecase.js';
import { MakeEndpoint } from './application/endpoints/make-endpoint.js';
import { RegisterEndpoint } from './application/endpoints/register-endpoint.usecase.js';
import { RotateSecret } from './application/endpoints/rotate-secret.usecase.js';
import { RequestRecovery } from './application/deliveries/request-recovery.usecase.js';
import { ResendDelivery } from './application/deliveries/resend-delivery.usecase.js';
import { RunRecoveries } from './application/deliveries/run-recoveries.usecase.js';
import { SendTestEvent } from './application/deliveries/send-test-event.usecase.js';
import { FollowMerchants } from './application/follow-merchants.usecase.js';
import * as port from './application/ports.js';
import { PurgeHistory } from './application/purge-history.usecase.js';
import { RecordEvents } from './application/record-events.usecase.js';
import { AttemptSender } from './application/sending/attempt-sender.js';
import { Dispatcher } from './application/sending/dispatcher.js';
import { SendingRules } from './application/sending/sending-rules.js';
import { Settler } from './application/sending/settler.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { EndpointActionsController } from './http/endpoint-actions.controller.js';
import { EndpointsController } from './http/endpoints.controller.js';
import { EventsController } from './http/events.controller.js';
import { InternalEndpointsController } from './http/internal-endpoints.controller.js';
import { HistoryJob } from './jobs/history.job.js';
import { RecoveryJob } from './jobs/recovery.job.js';
import { JobTimes, SendingJob } from './jobs/sending.job.js';
import { MerchantsConsumer } from './messaging/merchants.consumer.js';
import { MerchantEventsConsumer } from './messaging/merchant-events.consumer.js';
import { DeliveriesRepository } from './persistence/deliveries.repository.js';
import { DueDeliveriesRepository } from './persistence/due-deliveries.repository.js';
import { EndpointsRepository } from './persistence/endpoints.repository.js';
import { EventHistoryRepository } from './persistence/event-history.repository.js';
import { MerchantsRepository } from './persistence/merchants.repository.js';
import { RecoveriesRepository } from './persistence/recoveries.repository.js';
import { DatabaseTransactions } from './persistence/transactions.adapter.js';
import { WebhookEventsRepository } from './persistence/webhook-events.repository.js';
import { HttpReceivers } from './providers/receivers.adapter.js';
import { BoxedSecretSeals } from './providers/secret-seals.adapter.js';
import { TargetGuard } from './providers/target-guard.js';
import { GuardedTargetUrls } from './providers/target-urls.adapter.js';
import type { WebhookDispatcherConfig } from './webhook-dispatcher.config.js';

const ADAPTERS: Provider[] = [
  LeaseHolder,
  { provide: Clock, useClass: SystemClock },
  { provide: port.Randomness, useValue: { next: Math.random } satisfies port.Randomness },
  { provide: port.Transactions, useClass: DatabaseTransactions },
  { provide: port.Endpoints, useClass: EndpointsRepository },
  { provide: port.Merchants, useClass: MerchantsRepository },
  { provide: port.WebhookEvents, useClass: WebhookEventsRepository },
  { provide: port.DueDeliveries, useClass: DueDeliveriesRepository },
  { provide: port.Deliveries, useClass: DeliveriesRepository },
  { provide: port.EventHistory, useClass: EventHistoryRepository },
  { provide: port.Recoveries, useClass: RecoveriesRepository },
  { provide: port.TargetUrls, useClass: GuardedTargetUrls },
  { provide: port.Receivers, useClass: HttpReceivers },
];

const USE_CASES: Provider[] = [
  EndpointActs,
  ...[MakeEndpoint, CreateEndpoint, RegisterEndpoint, ChangeEndpoint, DeleteEndpoint, EnableEndpoint, RotateSecret],
  ...[SendTestEvent, ResendDelivery, RequestRecovery, RunRecoveries],
  ...[RecordEvents, FollowMerchants, PurgeHistory],
  ...[SendingRules, AttemptSender, Settler, Dispatcher],
];

/** Signed events to merchants: the endpoints, the durable queue, the sender. */
@Module({})
export class WebhookDispatcherModule {
  static forRoot(config: WebhookDispatcherConfig): DynamicModule {
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize, RABBITMQ_URL: rabbitmqUrl } = config;
    const service = 'webhook-dispatcher';
    return {
      module: WebhookDispatcherModule,
      imports: [
        PostgresModule.forRoot({ url, poolSize, applicationName: service }),
        MessagingModule.forRoot({ service, rabbitmqUrl, namespace: config.BROKER_NAMESPACE }),
      ],
      providers: [...configured(config), ...ADAPTERS, ...USE_CASES, SendingJob, RecoveryJob, HistoryJob],
      controllers: [
        ...[EndpointsController, EndpointActionsController, DeliveriesController, EventsController],
        ...[InternalEndpointsController, MerchantsConsumer, MerchantEventsConsumer],
      ],
    };
  }
}

function configured(config: WebhookDispatcherConfig): Provider[] {
  const policy: port.SendingPolicy = {
    schedule: config.WEBHOOK_RETRY_SCHEDULE_SECONDS,
    leaseMs: config.WEBHOOK_LEASE_MS,
    totalMs: config.WEBHOOK_TOTAL_TIMEOUT_MS,
    concurrency: config.WEBHOOK_CONCURRENCY,
  };
  if (policy.leaseMs < 3 * policy.totalMs) {
    throw new Error('WEBHOOK_LEASE_MS must be at least 3 times WEBHOOK_TOTAL_TIMEOUT_MS');
  }
  const ownHosts = [config.PUBLIC_URL, config.DATABASE_URL, config.RABBITMQ_URL].map((one) => new URL(one).hostname);
  const allowPrivate = config.WEBHOOK_ALLOW_PRIVATE_NETWORKS;
  const guard = new TargetGuard({ allowPrivate, ownHosts, blockedNetworks: config.WEBHOOK_BLOCKED_NETWORKS });
  return [
    { provide: port.SendingPolicy, useValue: policy },
    { provide: port.SecretSeals, useValue: new BoxedSecretSeals(config.ENCRYPTION_KEYS) },
    { provide: TargetGuard, useValue: guard },
    { provide: JobTimes, useValue: { pollMs: config.WEBHOOK_POLL_INTERVAL_MS, graceMs: config.SHUTDOWN_GRACE_MS } },
  ];
}
