import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { MessagingModule } from '#messaging';
import { Database, PostgresModule } from '#postgres';
import { InternalClients, mailTransport, Metrics, SecretBox } from '#service-kit';
import { ChangeStanding } from './application/accounts/change-standing.usecase.js';
import { GoLive } from './application/accounts/go-live.usecase.js';
import { GetProfile } from './application/accounts/get-profile.usecase.js';
import { ListUsers } from './application/accounts/list-users.usecase.js';
import { PasswordChange } from './application/accounts/password-change.js';
import { RotateSigningKey } from './application/accounts/rotate-signing-key.usecase.js';
import { UpdateProfile } from './application/accounts/update-profile.usecase.js';
import { ApiKeyMint } from './application/api-keys/api-key-mint.js';
import { AuthenticateApiKey } from './application/api-keys/authenticate-api-key.usecase.js';
import { CreateApiKey } from './application/api-keys/create-api-key.usecase.js';
import { KeyReach } from './application/api-keys/key-reach.js';
import { ListApiKeys } from './application/api-keys/list-api-keys.usecase.js';
import { RevokeApiKey } from './application/api-keys/revoke-api-key.usecase.js';
import { RotateApiKey } from './application/api-keys/rotate-api-key.usecase.js';
import { RateCounters, SharedBuckets } from './application/gate.ports.js';
import { CountRequest } from './application/gate/count-request.usecase.js';
import { ReconcileBuckets } from './application/gate/reconcile-buckets.usecase.js';
import { AuditArchive, AuditSeals } from './application/audit.ports.js';
import { ListAuditLog } from './application/audit/list-audit-log.usecase.js';
import { RecordActs } from './application/audit/record-acts.usecase.js';
import { SealAuditLog } from './application/audit/seal-audit-log.usecase.js';
import { VerifyAuditLog } from './application/audit/verify-audit-log.usecase.js';
import { Journal } from './application/journal.js';
import { Letters, Mailer, Pages, PasswordResets, Team } from './application/letters.ports.js';
import { InvitationLetters } from './application/letters/invitation-letters.js';
import { ResetLetters } from './application/letters/reset-letters.js';
import { SendLetters } from './application/letters/send-letters.usecase.js';
import { ConfirmPasswordReset } from './application/password-reset/confirm-password-reset.usecase.js';
import { NewPasswordByToken } from './application/password-reset/new-password-by-token.js';
import { RequestPasswordReset } from './application/password-reset/request-password-reset.usecase.js';
import { JoinTeam } from './application/team/join-team.usecase.js';
import { ManageTeam } from './application/team/manage-team.usecase.js';
import * as ports from './application/ports.js';
import { BootstrapAdmin } from './application/registration/bootstrap-admin.usecase.js';
import { Enrolment } from './application/registration/enrolment.js';
import { RegisterAdmin } from './application/registration/register-admin.usecase.js';
import { RegisterCustomer } from './application/registration/register-customer.usecase.js';
import { RegisterMerchant } from './application/registration/register-merchant.usecase.js';
import { CheckSession } from './application/sessions/check-session.usecase.js';
import { ListEndedSessions } from './application/sessions/list-ended-sessions.usecase.js';
import { PurgeSessions } from './application/sessions/purge-sessions.usecase.js';
import { RefreshSession } from './application/sessions/refresh-session.usecase.js';
import { SessionOpener } from './application/sessions/session-opener.js';
import { SignIn } from './application/sessions/sign-in.usecase.js';
import { SignOut } from './application/sessions/sign-out.usecase.js';
import { SwitchMode } from './application/sessions/switch-mode.usecase.js';
import { TokenExchange } from './application/sessions/token-exchange.js';
import type { AuthConfig } from './auth.config.js';
import { AdminUsersController } from './http/admin-users.controller.js';
import { ApiKeysController } from './http/api-keys.controller.js';
import { AuditLogController, OwnAuditLogController } from './http/audit-log.controller.js';
import { GateController } from './http/gate.controller.js';
import { InternalController } from './http/internal.controller.js';
import { JoinTeamController } from './http/join-team.controller.js';
import { KeySetController } from './http/key-set.controller.js';
import { LiveSessionGuard } from './http/live-session.guard.js';
import { ModeController } from './http/mode.controller.js';
import { PasswordResetController } from './http/password-reset.controller.js';
import { PUBLIC_URL } from './http/own-origin.guard.js';
import { ProfileController } from './http/profile.controller.js';
import { RefreshCookie } from './http/refresh-cookie.js';
import { RegistrationController } from './http/registration.controller.js';
import { SessionController } from './http/session.controller.js';
import { TeamController } from './http/team.controller.js';
import { UpkeepController } from './http/upkeep.controller.js';
import { BootstrapAdminJob } from './jobs/bootstrap-admin.job.js';
import { PurgeSessionsJob } from './jobs/purge-sessions.job.js';
import { SealAuditLogJob } from './jobs/seal-audit-log.job.js';
import { SendLettersJob } from './jobs/send-letters.job.js';
import { ActsConsumer } from './messaging/acts.consumer.js';
import { PostgresAccounts } from './persistence/accounts.repository.js';
import { PostgresApiKeys } from './persistence/api-keys.repository.js';
import { PostgresAuditArchive } from './persistence/audit-archive.repository.js';
import { PostgresAuditLog } from './persistence/audit-log.repository.js';
import { PostgresLetters } from './persistence/letters.repository.js';
import { PostgresPasswordResets } from './persistence/password-resets.repository.js';
import { PostgresTeam } from './persistence/team.repository.js';
import { PostgresRateCounters } from './persistence/rate-counters.repository.js';
import { PostgresAuditSeals } from './persistence/audit-seals.repository.js';
import { PostgresSessions } from './persistence/sessions.repository.js';
import { PostgresSharedBuckets } from './persistence/shared-buckets.repository.js';
import { PostgresSignInThrottle } from './persistence/sign-in-throttle.repository.js';
import { SigningKeyRows } from './persistence/signing-keys.repository.js';
import { DatabaseTransactions } from './persistence/transactions.repository.js';
import { Argon2Passwords } from './providers/argon2-passwords.adapter.js';
import { DispatcherEndpoints, ENDPOINT_TIMEOUT_MS } from './providers/dispatcher-endpoints.adapter.js';
import { HmacRefreshTokens } from './providers/hmac-refresh-tokens.adapter.js';
import { JoseAccessTokens } from './providers/jose-access-tokens.adapter.js';
import { TransportMailer } from './providers/mail/mailer.adapter.js';
import { PublicPages } from './providers/public-pages.adapter.js';
import { SystemEntropy } from './providers/system-entropy.adapter.js';

const useCases = [
  ...[RegisterMerchant, RegisterCustomer, RegisterAdmin, BootstrapAdmin, Enrolment],
  ...[
    SignIn,
    RefreshSession,
    SignOut,
    CheckSession,
    ListEndedSessions,
    PurgeSessions,
    SessionOpener,
    TokenExchange,
    SwitchMode,
  ],
  ...[CreateApiKey, ListApiKeys, RotateApiKey, RevokeApiKey, AuthenticateApiKey, ApiKeyMint, KeyReach],
  ...[GetProfile, UpdateProfile, ListUsers, ChangeStanding, GoLive, PasswordChange, RotateSigningKey, Journal],
  ...[CountRequest, ReconcileBuckets],
  ...[SendLetters, ResetLetters, InvitationLetters, RequestPasswordReset, ConfirmPasswordReset, NewPasswordByToken],
  ...[ManageTeam, JoinTeam],
  ...[SealAuditLog, VerifyAuditLog, ListAuditLog, RecordActs],
];

const adapters: Provider[] = [
  { provide: Clock, useClass: SystemClock },
  { provide: ports.Transactions, useClass: DatabaseTransactions },
  { provide: ports.Accounts, useClass: PostgresAccounts },
  { provide: ports.Sessions, useClass: PostgresSessions },
  { provide: ports.ApiKeys, useClass: PostgresApiKeys },
  { provide: ports.AuditLog, useClass: PostgresAuditLog },
  { provide: ports.Passwords, useFactory: (metrics: Metrics) => new Argon2Passwords(metrics), inject: [Metrics] },
  { provide: ports.Entropy, useClass: SystemEntropy },
  { provide: ports.AccessTokenIssuer, useClass: JoseAccessTokens },
  { provide: ports.SigningKeys, useExisting: ports.AccessTokenIssuer },
  { provide: AuditSeals, useClass: PostgresAuditSeals },
  { provide: AuditArchive, useClass: PostgresAuditArchive },
  { provide: Letters, useClass: PostgresLetters },
  { provide: PasswordResets, useClass: PostgresPasswordResets },
  { provide: Team, useClass: PostgresTeam },
  { provide: RateCounters, useClass: PostgresRateCounters },
  { provide: SharedBuckets, useClass: PostgresSharedBuckets },
  SigningKeyRows,
];

@Module({})
export class AuthModule {
  static forRoot(config: AuthConfig): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        PostgresModule.forRoot({
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          applicationName: 'auth',
        }),
        MessagingModule.forRoot({
          service: 'auth',
          rabbitmqUrl: config.RABBITMQ_URL,
          namespace: config.BROKER_NAMESPACE,
        }),
      ],
      controllers: [
        ...[RegistrationController, SessionController, ModeController, ProfileController, ApiKeysController],
        ...[AdminUsersController, AuditLogController, OwnAuditLogController, KeySetController, InternalController],
        ...[GateController, PasswordResetController, JoinTeamController, TeamController, UpkeepController],
        ActsConsumer,
      ],
      providers: [
        ...useCases,
        ...adapters,
        ...configured(config),
        LiveSessionGuard,
        PurgeSessionsJob,
        SendLettersJob,
        SealAuditLogJob,
      ],
    };
  }
}

/** What needs a value of the configuration. */
function configured(config: AuthConfig): Provider[] {
  const secure = config.NODE_ENV === 'production' || config.PUBLIC_URL.startsWith('https:');
  const first = { email: config.ADMIN_EMAIL, password: config.ADMIN_PASSWORD };
  return [
    { provide: SecretBox, useFactory: () => new SecretBox(config.ENCRYPTION_KEYS) },
    { provide: RefreshCookie, useFactory: () => new RefreshCookie(secure) },
    { provide: Pages, useFactory: () => new PublicPages(config.PUBLIC_URL) },
    {
      provide: Mailer,
      useFactory: () =>
        new TransportMailer(mailTransport({ smtpUrl: config.SMTP_URL, folder: config.MAIL_DIR }), config.MAIL_FROM),
    },
    { provide: PUBLIC_URL, useValue: config.PUBLIC_URL },
    {
      provide: ports.RefreshTokens,
      useFactory: () => new HmacRefreshTokens(config.INTERNAL_SECRET, config.INTERNAL_SECRET_ALSO),
    },
    {
      provide: ports.SignInThrottle,
      useFactory: (database: Database) => new PostgresSignInThrottle(database, config.AUTH_RATE_LIMIT_PER_MINUTE),
      inject: [Database],
    },
    {
      provide: ports.WebhookEndpoints,
      useFactory: (clients: InternalClients) =>
        new DispatcherEndpoints(
          clients.to('webhook-dispatcher', config.WEBHOOK_DISPATCHER_URL, { timeoutMs: ENDPOINT_TIMEOUT_MS }),
        ),
      inject: [InternalClients],
    },
    {
      provide: BootstrapAdminJob,
      useFactory: (bootstrap: BootstrapAdmin) => new BootstrapAdminJob(bootstrap, first),
      inject: [BootstrapAdmin],
    },
  ];
}
