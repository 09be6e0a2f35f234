import { Pool } from 'undici';
import type { ServiceName } from '#contracts';
import { DomainError, ERROR, type ErrorCode } from '#kernel';
import { Page } from '../answers/page.js';
import { CREDENTIAL_HEADER, type ServiceCredentials } from '../access/service-credentials.js';
import { contextHeaders } from '../server/request-context.js';
import { keptConnections } from './kept-connections.js';

export interface InternalClientOptions {
  readonly to: ServiceName;
  readonly baseUrl: string;
  readonly credentials: ServiceCredentials;
  /** Longest wait for the whole answer. */
  readonly timeoutMs?: number;
  readonly connections?: number;
}

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly success?: boolean;
  readonly data?: unknown;
  readonly page?: { next_cursor: string | null };
  readonly exception?: { code: ErrorCode; description: string; meta: Record<string, unknown> | null };
}

interface Exchange {
  readonly status: number;
  readonly answer: Answer | undefined;
}

/** The connection ended under the request. Internal routes may be called twice, so it is sent once more. */
const CUT = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';

/**
 * Calls another service's internal routes: JSON over kept connections, with our credential and the request's context.
 * An error envelope comes back as the DomainError it was; no answer in time, no connection or nonsense is 1023.
 */
export class InternalClient {
  private readonly pool: Pool;

  constructor(private readonly options: InternalClientOptions) {
    this.pool = new Pool(new URL(options.baseUrl).origin, {
      connections: options.connections ?? 32,
      ...keptConnections(),
    });
  }

  get<T>(path: string, options?: CallOptions): Promise<T> {
    return this.call<T>('GET', path, undefined, options);
  }

  post<T>(path: string, body: unknown = {}, options?: CallOptions): Promise<T> {
    return this.call<T>('POST', path, body, options);
  }

  put<T>(path: string, body: unknown, options?: CallOptions): Promise<T> {
    return this.call<T>('PUT', path, body, options);
  }

  delete<T>(path: string, options?: CallOptions): Promise<T> {
    return this.call<T>('DELETE', path, undefined, options);
  }

  /** One page of another service's list. */
  async page<T>(path: string, options?: CallOptions): Promise<Page<T>> {
    const { answer } = await this.accepted('GET', path, undefined, options);
    return new Page((answer.data ?? []) as readonly T[], answer.page?.next_cursor ?? null);
  }

  /** The JSON at `path` as it is, whatever its status: for addresses without the envelope (`/readyz`). */
  async read<T>(path: string, options: CallOptions = {}): Promise<T> {
    return (await this.exchange('GET', path, undefined, options)).answer as T;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async call<T>(method: string, path: string, body: unknown, options?: CallOptions): Promise<T> {
    const { answer } = await this.accepted(method, path, body, options);
    return ('success' in answer ? answer.data : answer) as T;
  }

  private async accepted(method: string, path: string, body: unknown, options: CallOptions = {}) {
    const { status, answer } = await this.exchange(method, path, body, options);
    if (answer?.exception) {
      const { code, description, meta } = answer.exception;
      throw new DomainError(code, description, meta, status);
    }
    if (status >= 300 || answer === undefined) throw this.unavailable(`answered ${status}`);
    return { answer };
  }

  private async exchange(method: string, path: string, body: unknown, options: CallOptions): Promise<Exchange> {
    try {
      return await this.send(method, path, body, options).catch((error: unknown) => {
        if (!CUT.has(codeOf(error))) throw error;
        return this.send(method, path, body, options);
      });
    } catch (error) {
      throw this.unavailable('did not answer', error);
    }
  }

  private async send(method: string, path: string, body: unknown, options: CallOptions): Promise<Exchange> {
    const timeoutMs = options.timeoutMs ?? this.options.timeoutMs ?? 5_000;
    const response = await this.pool.request({
      method,
      path: path.startsWith('/') ? path : `/${path}`,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...contextHeaders(),
        ...options.headers,
        [CREDENTIAL_HEADER]: this.options.credentials.issueFor(this.options.to),
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.body.text();
    return { status: response.statusCode, answer: text ? (JSON.parse(text) as Answer) : undefined };
  }

  private unavailable(what: string, cause?: unknown): DomainError {
    const error = new DomainError(ERROR.unavailable, `${this.options.to} ${what}; try again.`);
    return cause === undefined ? error : Object.assign(error, { cause });
  }
}
