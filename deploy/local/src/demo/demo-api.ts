/** An answer of the public API that is not a success: the error code of the contract and what was asked. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

interface Envelope<T> {
  success: boolean;
  data: T;
  page?: { next_cursor: string | null };
  exception?: { code: number; message: string; description: string };
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

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.ask<T>('POST', path, body)).data;
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

  private async ask<T>(method: string, path: string, body?: unknown): Promise<Envelope<T>> {
    const answer = await fetch(`${this.gatewayUrl}/paygate/api/v1/${path}`, {
      method,
      headers: { ...this.credentialHeaders(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(15_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const envelope = (await answer.json()) as Envelope<T>;
    if (answer.ok && envelope.success) return envelope;
    const { code = 1099, message = '', description = '' } = envelope.exception ?? {};
    throw new ApiError(
      code,
      `${method} ${path} → ${answer.status} ${message}: ${description} (${JSON.stringify(envelope)})`,
    );
  }

  private credentialHeaders(): Record<string, string> {
    if (!this.credential) return {};
    if ('apiKey' in this.credential) return { 'x-api-key': this.credential.apiKey };
    return { authorization: `Bearer ${this.credential.access}` };
  }
}
