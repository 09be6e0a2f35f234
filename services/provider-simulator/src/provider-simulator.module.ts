import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { PostgresModule } from '#postgres';
import { Announcements } from './application/announcements.js';
import { Charge } from './application/sessions/charge.usecase.js';
import { CloseSession } from './application/sessions/close-session.usecase.js';
import { Control } from './application/control.usecase.js';
import { FindSession } from './application/sessions/find-session.usecase.js';
import { OpenSession } from './application/sessions/open-session.usecase.js';
import { OperatePayment } from './application/operate-payment.usecase.js';
import { PaySession } from './application/sessions/pay-session.usecase.js';
import { Books, Courier, Misbehaviours, NoticeBoard, Settings, Vault } from './application/ports.js';
import { SessionMoves } from './application/sessions/session-moves.js';
import { SessionOpening } from './application/sessions/session-opening.js';
import { VaultCard } from './application/vault-card.usecase.js';
import { ControlController } from './http/control.controller.js';
import { PayPageController } from './http/pay-page.controller.js';
import { PaymentsController, RefundsController, VaultController } from './http/payments.controller.js';
import { ChargesController, SessionsController } from './http/sessions.controller.js';
import { NotifyJob } from './jobs/notify.job.js';
import { PruneNoticesJob } from './jobs/prune-notices.job.js';
import { SettleJob } from './jobs/settle.job.js';
import { NoticeCourier } from './messaging/notice-courier.js';
import { NoticeSender } from './messaging/notice-sender.js';
import { BooksRepository } from './persistence/books.repository.js';
import { migrations } from './persistence/migrations/index.js';
import { MisbehavioursRepository } from './persistence/misbehaviours.repository.js';
import { NoticesRepository } from './persistence/notices.repository.js';
import { VaultRepository } from './persistence/vault.repository.js';
import type { SimulatorConfig } from './provider-simulator.config.js';
import { settingsOf } from './provider-simulator.settings.js';

const USE_CASES = [
  Announcements,
  Charge,
  CloseSession,
  Control,
  FindSession,
  OpenSession,
  OperatePayment,
  PaySession,
  SessionMoves,
  SessionOpening,
  VaultCard,
];

/**
 * A payment provider of its own: its books, its page, its events. No message broker: it shares nothing with the
 * platform.
 */
@Module({})
export class ProviderSimulatorModule {
  static forRoot(config: SimulatorConfig): DynamicModule {
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: poolSize } = config;
    return {
      module: ProviderSimulatorModule,
      imports: [PostgresModule.forRoot({ url, poolSize, migrations, applicationName: 'provider-simulator' })],
      controllers: [
        SessionsController,
        ChargesController,
        PaymentsController,
        RefundsController,
        VaultController,
        PayPageController,
        ControlController,
      ],
      providers: [
        ...USE_CASES,
        NoticeSender,
        NotifyJob,
        PruneNoticesJob,
        SettleJob,
        { provide: Clock, useClass: SystemClock },
        { provide: Settings, useFactory: () => settingsOf(config) },
        { provide: Books, useClass: BooksRepository },
        { provide: Vault, useClass: VaultRepository },
        { provide: Misbehaviours, useClass: MisbehavioursRepository },
        { provide: NoticeBoard, useClass: NoticesRepository },
        NoticeCourier,
        { provide: Courier, useExisting: NoticeCourier },
      ],
    };
  }
}
