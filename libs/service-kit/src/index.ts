export type { AccessRule } from './access/access-rule.js';
export { Actor } from './access/actor.js';
export { addressOf } from './access/address.js';
export { Internal, Public, Roles } from './access/access-rule.js';
export { AccessTokens, bearerOf, EndedSessions, refused } from './access/access-tokens.js';
export type { AccessClaims } from './access/access-token.strategy.js';
export { Caller, callerOf, type Role } from './access/caller.js';
export { KEY_SCOPES, type Scope, SCOPES } from './access/scopes.js';
export { CREDENTIAL_HEADER, ServiceCredentials } from './access/service-credentials.js';
export { decodeCursor, encodeCursor, type CursorKind } from './answers/cursor.js';
export { asDomainError, errorAnswer, type ErrorAnswer, type ErrorBody } from './answers/error-answer.js';
export { ErrorFilter } from './answers/error.filter.js';
export { BareAnswer, Page, SuccessMessage } from './answers/page.js';
export { createService, PUBLIC_PREFIX } from './bootstrap/create-service.js';
export { runService } from './bootstrap/run-service.js';
export type { Migration, ServiceModule, ServiceOptions } from './bootstrap/service-options.js';
export { commonEnvironment, edgeEnvironment, type EdgeConfig } from './config/common-environment.js';
export {
  bool,
  ConfigError,
  defineConfig,
  email,
  encryptionKeys,
  host,
  num,
  port,
  readConfig,
  secret,
  secretOrNone,
  str,
  url,
} from './config/environment.config.js';
export { Idempotent, idempotencyMigrations, RequestKey } from './idempotency/index.js';
export { InternalClient, type CallOptions } from './internal/internal-client.js';
export { InternalClients } from './internal/internal-clients.js';
export { keptConnections } from './internal/kept-connections.js';
export { RepeatingJob, type Rhythm } from './jobs/repeating-job.js';
export { type MailMessage, type MailTransport, mailTransport } from './mail/mail-transport.js';
export type { LogStream } from './logging/log-stream.js';
export { isCardNumber, maskCardNumbers, withoutSecrets } from './logging/redaction.js';
export { Answer, AnswerPage } from './openapi/answers.js';
export { Metrics } from './operation/metrics.js';
export { Readiness, type CheckResult, type ReadinessReport } from './operation/readiness.js';
export { LinkSigner, signLink } from './secrets/link-signature.js';
export type { SealedColumn } from './secrets/reseal.js';
export { SecretBox } from './secrets/secret-box.js';
export { contextHeaders, requestContext, type RequestContext } from './server/request-context.js';
export { FormBody, PageController, RawBody } from './server/route-options.js';
export { Field } from './validation/field.js';
export { PageQuery } from './validation/page-query.js';
export { PlainText, type PlainTextRules } from './validation/plain-text.js';
export { UuidParam, UuidPipe } from './validation/uuid-param.js';
