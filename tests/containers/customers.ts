import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#testing';
import { expectStatus } from '../support/actors.js';
import type { HttpClient } from '../support/http-client.js';

/** An access token is good for a quarter of an hour, a proof may take longer. */
const SIGN_IN_EVERY_MS = 8 * 60_000;
const PASSWORD = 'correct horse battery staple';

/** Customers who sign in again before their access tokens end. */
export class Customers {
  /** Nothing: who can't sign in within a minute ends the proof. */
  readonly refused: readonly string[] = [];
  private signIns = 0;

  private constructor(
    private readonly api: HttpClient,
    private readonly emails: readonly string[],
    /** One each; another one after they have signed in again. */
    readonly clients: HttpClient[],
  ) {}

  static async register(api: HttpClient, count: number): Promise<Customers> {
    const emails = Array.from({ length: count }, () => `customer-${randomUUID()}@example.com`);
    const clients = emails.map((email) =>
      signedIn(api, 'auth/register-customer/', { email, name: 'Asha', password: PASSWORD }, 201),
    );
    return new Customers(api, emails, await Promise.all(clients));
  }

  async stay(isOver: () => boolean): Promise<void> {
    for (let knownSince = performance.now(); !isOver(); await pause(1_000)) {
      if (performance.now() - knownSince < SIGN_IN_EVERY_MS) continue;
      knownSince = performance.now();
      await this.signInAgain();
    }
  }

  toString(): string {
    return `${this.emails.length} customers signed in again, ${this.signIns} times in all`;
  }

  private async signInAgain(): Promise<void> {
    const known = this.emails.map((email) => signedIn(this.api, 'auth/token/', { email, password: PASSWORD }, 200));
    this.clients.splice(0, this.clients.length, ...(await Promise.all(known)));
    this.signIns += known.length;
  }
}

/** The platform may be busy, or a replica of it just gone. */
function signedIn(api: HttpClient, path: string, body: Record<string, string>, status: number): Promise<HttpClient> {
  const work = async () => {
    const { data } = expectStatus(await api.post<{ access: string }>(path, body), status);
    return api.as({ bearer: data.access });
  };
  return eventually(work, { timeoutMs: 60_000, everyMs: 500 });
}
