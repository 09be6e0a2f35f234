import pg from 'pg';

/** SQL: days of the outbox are kept at least this long (R19); what was told of older things can't be asked. */
export const TOLD_SINCE = `now() - interval '7 days'`;

/** The databases a check reads: the services' own, and the simulator's as the provider's books. */
export interface BookUrls {
  readonly auth: string;
  readonly payment: string;
  readonly booking: string;
  readonly 'webhook-dispatcher': string;
  readonly analytics: string;
  readonly 'provider-simulator': string;
}

export type BookName = keyof BookUrls;

/** What breaks a promise, in words, with the ids that lead to it. */
export interface Violation {
  readonly promise: string;
  readonly what: string;
}

/** Open connections to every set of books; each check reads one consistent snapshot of each. */
export class Books {
  private constructor(private readonly clients: ReadonlyMap<BookName, pg.Client>) {}

  static async open(urls: BookUrls): Promise<Books> {
    const clients = new Map<BookName, pg.Client>();
    for (const [name, connectionString] of Object.entries(urls) as [BookName, string][]) {
      const client = new pg.Client({ connectionString, application_name: 'verify' });
      await client.connect();
      await client.query('begin isolation level repeatable read read only');
      clients.set(name, client);
    }
    return new Books(clients);
  }

  async rows<R extends object>(book: BookName, text: string, values: readonly unknown[] = []): Promise<R[]> {
    const client = this.clients.get(book);
    if (!client) throw new Error(`${book} is not open`);
    return (await client.query<R>(text, [...values])).rows;
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.end()));
  }
}
