import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { MessagingModule } from '#messaging';
import { PostgresModule } from '#postgres';
import type { AnalyticsConfig } from './analytics.config.js';
import { CheckSums } from './application/check-sums.usecase.js';
import { GetMerchantStatistics } from './application/get-merchant-statistics.usecase.js';
import { GetPlatformStatistics } from './application/get-platform-statistics.usecase.js';
import { GetSeries } from './application/get-series.usecase.js';
import { GetTimeline } from './application/get-timeline.usecase.js';
import { ListMerchants } from './application/list-merchants.usecase.js';
import * as ports from './application/ports.js';
import { RebuildSums } from './application/rebuild-sums.usecase.js';
import { RecordEvents } from './application/record-events.usecase.js';
import { AdminStatisticsController } from './http/admin-statistics.controller.js';
import { InternalController } from './http/internal.controller.js';
import { MerchantStatisticsController } from './http/merchant-statistics.controller.js';
import { EventsConsumer } from './messaging/events.consumer.js';
import { PostgresCounters } from './persistence/counters.repository.js';
import { PostgresDirectory } from './persistence/directory.repository.js';
import { PostgresEventLog } from './persistence/event-log.repository.js';
import { PostgresOutcomes } from './persistence/outcomes.repository.js';
import { PostgresRecount } from './persistence/recount.repository.js';
import { PostgresStatistics } from './persistence/statistics.repository.js';

const useCases = [
  ...[RecordEvents, CheckSums, RebuildSums],
  ...[GetMerchantStatistics, GetPlatformStatistics, GetSeries, GetTimeline, ListMerchants],
];

const adapters: Provider[] = [
  { provide: Clock, useClass: SystemClock },
  { provide: ports.EventLog, useClass: PostgresEventLog },
  { provide: ports.Outcomes, useClass: PostgresOutcomes },
  { provide: ports.Counters, useClass: PostgresCounters },
  { provide: ports.Directory, useClass: PostgresDirectory },
  { provide: ports.Statistics, useClass: PostgresStatistics },
  { provide: ports.Recount, useClass: PostgresRecount },
];

@Module({})
export class AnalyticsModule {
  static forRoot(config: AnalyticsConfig): DynamicModule {
    return {
      module: AnalyticsModule,
      imports: [
        PostgresModule.forRoot({
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          applicationName: 'analytics',
        }),
        MessagingModule.forRoot({
          service: 'analytics',
          rabbitmqUrl: config.RABBITMQ_URL,
          namespace: config.BROKER_NAMESPACE,
        }),
      ],
      controllers: [MerchantStatisticsController, AdminStatisticsController, InternalController, EventsConsumer],
      providers: [...useCases, ...adapters],
    };
  }
}
