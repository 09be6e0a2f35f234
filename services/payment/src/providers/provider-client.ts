import { Pool } from 'undici';

export interface ProviderClientOptions {
  readonly baseUrl: string;
  /** Longest wait for a whole answer, milliseconds. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs?: number;
  /** Connections kept open; calls beyond them queue. */
  readonly connections?: number;
}

export interface ProviderCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** How one exchange ended; `body` is undefined when it was not JSON. */
export type ProviderReply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'not_sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const MAX_ANSWER_BYTES = 1_000_000;

/** Failures of making a connection: not one byte of the request has left. */
const BEFORE_SENDING = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
]);

/**
 * HTTP to one provider over kept connections. Never throws for the network: it tells apart what surely did not reach
 * the provider from what may have (rule R14). Nothing is repeated here: only the owner of an operation may repeat it.
 */
export class ProviderClient {
  private readonly pool: Pool;
  private readonly basePath: string;

  constructor(private readonly options: ProviderClientOptions) {
    const base = new URL(options.baseUrl);
    this.basePath = base.pathname.replace(/\/$/, '');
    this.pool = new Pool(base.origin, {
      connections: options.connections ?? 32,
      pipelining: 1,
      // Shorter than servers usually keep an idle connection, so that a call seldom meets one that just closed.
      keepAliveTimeout: 4_000,
      // What a server promises in its keep-alive header would count instead, up to ten minutes.
      keepAliveMaxTimeout: 4_000,
      maxResponseSize: MAX_ANSWER_BYTES,
      connect: { timeout: options.connectTimeoutMs ?? 2_000 },
    });
  }

  async call(call: ProviderCall): Promise<ProviderReply> {
    try {
      const { statusCode, body } = await this.pool.request({
        method: call.method,
        path: this.basePath + call.path,
        headers: call.body === undefined ? call.headers : { ...call.headers, 'content-type': 'application/json' },
        body: call.body ?? null,
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      return { kind: 'answered', status: statusCode, body: jsonOf(await body.text()) };
    } catch (error) {
      return failed(error);
    }
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

function failed(error: unknown): ProviderReply {
  const code = codeOf(error);
  return BEFORE_SENDING.has(code)
    ? { kind: 'not_sent', reason: `no connection (${code})` }
    : { kind: 'unknown', reason: `no answer (${code})` };
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : String(name);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
