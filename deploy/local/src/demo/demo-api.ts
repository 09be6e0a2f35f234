import { ApiError, type Exception } from './api-error.js';

interface Envelope<T> {
  success: boolean;
  data: T;
  page?: { next_cursor: string | null };
  exception?: Exception;
}

interface Answer {
  ok: boolean;
  status: number;
  retryAfter: string | null;
  text: string;
}

type Credential = { apiKey: string } | { access: string };

/** The public API as its clients see it, for one caller. */
export class DemoApi {
  constructor(
    private readonly gatewayUrl: string,
    private readonly credential?: Credential,
  ) {}

  as(credential: Credential): DemoApi {
    return new DemoApi(this.gatewayUrl, credential);
  }

  async get<T>(path: string): Promise<T> {
    return (await this.ask<T>('GET', path)).data;
  }

  /** With a key the same call twice is answered once. */
  async post<T>(path: string, body: unknown, key?: string): Promise<T> {
    return (await this.ask<T>('POST', path, body, key)).data;
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { data, page }: Envelope<T[]> = await this.ask<T[]>('GET', `${path}?limit=100${query}`);
      items.push(...data);
      cursor = page?.next_cursor;
    }
    return items;
  }

  private async ask<T>(method: string, path: string, body?: unknown, key?: string): Promise<Envelope<T>> {
    const answer = await this.exchange(method, path, body, key);
    const envelope = readEnvelope<T>(answer.text);
    if (answer.ok && envelope?.success) return envelope;
    throw ApiError.refused(`${method} ${path}`, answer.status, envelope?.exception, answer.retryAfter);
  }

  private async exchange(method: string, path: string, body: unknown, key: string | undefined): Promise<Answer> {
    try {
      const answer = await fetch(`${this.gatewayUrl}/paygate/api/v1/${path}`, {
        method,
        headers: {
          ...this.credentialHeaders(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        signal: AbortSignal.timeout(15_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { ok, status, headers } = answer;
      return { ok, status, retryAfter: headers.get('retry-after'), text: await answer.text() };
    } catch (error) {
      throw ApiError.unanswered(`${method} ${path}`, error);
    }
  }

  private credentialHeaders(): Record<string, string> {
    if (!this.credential) return {};
    if ('apiKey' in this.credential) return { 'x-api-key': this.credential.apiKey };
    return { authorization: `Bearer ${this.credential.access}` };
  }
}

/** Whoever stands between may answer in words of its own. */
function readEnvelope<T>(text: string): Envelope<T> | undefined {
  try {
    return JSON.parse(text) as Envelope<T>;
  } catch {
    return undefined;
  }
}
