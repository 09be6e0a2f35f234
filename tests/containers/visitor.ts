import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expectStatus, fillCart, payAtProvider, payCart, type Slot } from '../support/actors.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { again } from '../support/journeys.js';

/** A session may be refreshed 30 times a minute. */
const EVERY_MS = 3_000;
/** The first access token is good for a quarter of an hour. */
const FIRST_IS_GOOD_MS = 14 * 60_000;

interface Signed {
  readonly access: string;
}

/** A customer who stays: session, first access token and a result's link were made once and are used ever after. */
export class Visitor {
  refreshed = 0;
  /** What was not answered as on the first day. */
  readonly refused: string[] = [];
  private readonly firstUntilMs = performance.now() + FIRST_IS_GOOD_MS;

  private constructor(
    private readonly client: HttpClient,
    private cookie: string,
    private readonly firstAccess: string,
    private readonly resultLink: string,
  ) {}

  static async arrive(client: HttpClient, { slotId }: Slot): Promise<Visitor> {
    const body = {
      email: `visitor-${randomUUID()}@example.com`,
      name: 'Asha',
      password: 'correct horse battery staple',
    };
    const signed = expectStatus(await client.post<Signed>('auth/register-customer/', body), 201);
    const customer = client.as({ bearer: signed.data.access });
    const { payment_url: url } = await payCart(customer, await fillCart(customer, slotId));
    const page = expectStatus(await payAtProvider(url, { method: 'upi', upi_id: 'success@upi' }), 303);
    const back = expectStatus(await client.get(pathOf(page)), 303);
    return new Visitor(client, cookieOf(signed), signed.data.access, pathOf(back));
  }

  async stay(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.refresh();
      this.expectOk('the result link', await again(() => this.client.get(this.resultLink)));
      await pause(EVERY_MS);
    }
  }

  toString(): string {
    const refused = this.refused.slice(0, 5).join(', ') || 'nothing';
    return `one session refreshed ${this.refreshed} times, its first token and link used each time; refused: ${refused}`;
  }

  private async refresh(): Promise<void> {
    const { cookie } = this;
    const answer = await again(() => this.client.post<Signed>('auth/refresh/', undefined, { cookie }));
    if (!this.expectOk('the session', answer)) return;
    this.refreshed += 1;
    this.cookie = cookieOf(answer);
    const tokens =
      performance.now() < this.firstUntilMs ? [answer.data.access, this.firstAccess] : [answer.data.access];
    for (const bearer of tokens)
      this.expectOk('an access token', await again(() => this.client.as({ bearer }).get('auth/me/')));
  }

  private expectOk<T>(what: string, answer: Answer<T> | undefined): answer is Answer<T> {
    if (answer?.status === 200) return true;
    this.refused.push(`${what}: ${answer?.status ?? 'no answer'} ${answer?.exception?.description ?? ''}`.trim());
    return false;
  }
}

const pathOf = ({ headers }: Answer): string => {
  const { pathname, search } = new URL(String(headers['location']));
  return pathname + search;
};

const cookieOf = ({ headers }: Answer<unknown>): string => String(headers['set-cookie']).split(';', 1)[0] ?? '';
