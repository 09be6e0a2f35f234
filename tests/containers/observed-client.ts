import { Pool } from 'undici';
import { type Answer, type Credentials, HttpClient } from '../support/http-client.js';

/** How requests fared: a request is what a client wants, tried again by the same words until it is answered. */
export class Fates {
  requests = 0;
  /** Requests by the number of tries that failed before the answer. */
  readonly byFailedTries = new Map<number, number>();
  /** What failed tries came back with. */
  readonly failures = new Map<string, number>();
  private readonly failing = new Map<string, number>();

  note(request: string, failure: string | undefined): void {
    const failed = this.failing.get(request) ?? 0;
    if (failure !== undefined) {
      this.failing.set(request, failed + 1);
      this.failures.set(failure, (this.failures.get(failure) ?? 0) + 1);
      return;
    }
    this.failing.delete(request);
    this.requests += 1;
    this.byFailedTries.set(failed, (this.byFailedTries.get(failed) ?? 0) + 1);
  }

  /** From here on only what comes counts. */
  forget(): void {
    this.requests = 0;
    for (const noted of [this.byFailedTries, this.failures, this.failing]) noted.clear();
  }

  /** Requests that needed more than one retry, or never got an answer. */
  get beyondOneRetry(): number {
    const late = [...this.byFailedTries].reduce((sum, [tries, count]) => (tries > 1 ? sum + count : sum), 0);
    return late + this.failing.size;
  }

  /** One line for people. */
  toString(): string {
    const retried = [...this.byFailedTries].filter(([tries]) => tries > 0).map(([tries, n]) => `${n} after ${tries}`);
    const why = [...this.failures].map(([what, n]) => `${n}× ${what}`);
    return `${this.requests} requests; failed tries before the answer: ${retried.join(', ') || 'none'}${
      why.length > 0 ? ` (${why.join(', ')})` : ''
    }; beyond one retry: ${this.beyondOneRetry}`;
  }
}

/** A client of the public API that notes how each request fares. */
export class ObservedClient extends HttpClient {
  constructor(
    private readonly shared: Pool,
    private readonly fates: Fates,
    private readonly who: Credentials = {},
  ) {
    super(shared, who);
  }

  static observing(origin: string, fates: Fates): ObservedClient {
    const pool = new Pool(origin, { connections: 64, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
    return new ObservedClient(pool, fates);
  }

  override as(credentials: Credentials): ObservedClient {
    return new ObservedClient(this.shared, this.fates, credentials);
  }

  override get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.observe(`GET ${path}`, super.get<T>(path, headers));
  }

  override post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>> {
    return this.observe(`POST ${path} ${JSON.stringify(body)}`, super.post<T>(path, body, headers));
  }

  private async observe<T>(request: string, sent: Promise<Answer<T>>): Promise<Answer<T>> {
    const key = `${this.who.bearer ?? this.who.apiKey ?? ''} ${request}`;
    try {
      const answer = await sent;
      const failed = answer.status >= 500 || answer.status === 429 || answer.status === 401;
      this.fates.note(key, failed ? `${answer.status} ${answer.exception?.description ?? ''}`.trim() : undefined);
      return answer;
    } catch (error) {
      this.fates.note(key, (error as { code?: string }).code ?? String(error));
      throw error;
    }
  }
}
