import type { LoggerService } from '@nestjs/common';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { requestContext } from '../server/request-context.js';
import { jsonLines, type LogStream, readableLines } from './log-stream.js';
import { withoutSecrets } from './redaction.js';

export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  /** Lines for people instead of JSON. */
  readonly readable: boolean;
  readonly stream?: LogStream;
}

/** Where Nest tells how it puts the application together. */
const NEST_CONTEXTS: ReadonlySet<unknown> = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * pino behind Nest's logger: use `new Logger('Context')` of `@nestjs/common` anywhere, with a text or an object
 * `{ msg, err, … }`. Every line carries the service and the request id; secrets and card numbers do not get out.
 */
export class ServiceLogger implements LoggerService {
  readonly pino: Logger;

  constructor({ service, level, readable, stream }: LoggerOptions) {
    this.pino = pino(
      {
        level,
        base: { service },
        timestamp: stdTimeFunctions.isoTime,
        mixin: () => ({ ...requestContext() }),
        formatters: { log: (object) => withoutSecrets(object) as Record<string, unknown> },
      },
      stream ?? (readable ? readableLines() : jsonLines()),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(NEST_CONTEXTS.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the context as the last of the optional texts, before it the stack of an error. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    this.pino[level]({
      ...(typeof context === 'string' ? { context } : {}),
      ...(typeof stack === 'string' ? { stack } : {}),
      ...(typeof message === 'object' && message !== null ? asFields(message) : { msg: String(message) }),
    });
  }
}

function asFields(message: object): object {
  if (message instanceof Error) return { msg: message.message, err: described(message) };
  const { err, ...rest } = message as { err?: unknown };
  return err === undefined ? rest : { ...rest, err: described(err) };
}

/** What may be told of an error: not a database driver's `detail` or parameters, which quote rows. */
function described(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown };
  const cause = error.cause instanceof Error ? { cause: described(error.cause) } : {};
  return { type: error.name, message: error.message, code, constraint, table, stack: error.stack, ...cause };
}
