import { Pool } from 'undici';
import { noteSecrets } from './canary/secrets-used.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly data: T;
  readonly exception: { code: number; message: string; description: string; meta: unknown } | undefined;
  readonly message: string | undefined;
  readonly page: { next_cursor: string | null } | undefined;
  readonly text: string;
}

export type Credentials = { readonly bearer?: string; readonly apiKey?: string };

/**
 * A client of the public API that speaks as one caller: JSON in and out, envelope unpacked, nothing retried, nothing
 * thrown on 4xx.
 */
export class HttpClient {
  constructor(
    private readonly pool: Pool,
    private readonly credentials: Credentials = {},
  ) {}

  static at(origin: string): HttpClient {
    return new HttpClient(
      new Pool(origin, { connections: 64, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 }),
    );
  }

  as(credentials: Credentials): HttpClient {
    return new HttpClient(this.pool, credentials);
  }

  get<T = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  delete<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.send<T>('DELETE', path, undefined, {});
  }

  patch<T = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<T>> {
    return this.send<T>('PATCH', path, body, {});
  }

  /** A browser's plain form post. */
  async form(url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.raw('POST', url, new URLSearchParams(fields).toString(), headers);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private send<T>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer<T>> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const full = path.startsWith('/') ? path : `/paygate/api/v1/${path}`;
    return this.raw<T>(method, full, text, { ...type, ...headers });
  }

  private async raw<T>(method: string, path: string, body: string | undefined, headers: Record<string, string>) {
    const answer = await this.pool.request({
      method: method,
      path,
      headers: { ...this.authorization(), ...headers },
      body: body ?? null,
    });
    const text = await answer.body.text();
    noteSecrets(body, { status: answer.statusCode, text, cookie: String(answer.headers['set-cookie'] ?? '') });
    return { status: answer.statusCode, headers: answer.headers, text, ...unpack(text) } as unknown as Answer<T>;
  }

  private authorization(): Record<string, string> {
    if (this.credentials.apiKey) return { 'x-api-key': this.credentials.apiKey };
    return this.credentials.bearer ? { authorization: `Bearer ${this.credentials.bearer}` } : {};
  }
}

function unpack(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
