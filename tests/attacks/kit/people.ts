import { randomUUID } from 'node:crypto';
import { expectStatus } from '../../support/actors.js';
import type { Answer, HttpClient } from '../../support/http-client.js';
import { platform } from '../../support/platform.js';

export const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly email: string;
  readonly access: string;
  readonly cookie: string;
  readonly api: HttpClient;
  readonly id: string;
}

export const newEmail = (who = 'person'): string => `${who}-${randomUUID()}@example.com`;

/** The refresh cookie an answer sets, as a browser sends it back. */
export function cookieOf({ headers }: Answer<unknown>): string {
  return String(headers['set-cookie'] ?? '').split(';', 1)[0] ?? '';
}

export async function newPerson(role: 'merchant' | 'customer' = 'customer', password = PASSWORD): Promise<Person> {
  const route = role === 'merchant' ? 'auth/register/' : 'auth/register-customer/';
  const email = newEmail(role);
  const made = await platform().gateway.post<{ access: string }>(route, { email, name: 'Asha', password });
  return personOf(expectStatus(made, 201), email);
}

export async function signIn(email: string, password = PASSWORD): Promise<Person> {
  const answer = await platform().gateway.post<{ access: string }>('auth/token/', { email, password });
  return personOf(expectStatus(answer, 200), email);
}

export function admin(): Promise<Person> {
  return signIn(platform().admin.email, platform().admin.password);
}

/** A key of that merchant, restricted where asked. */
export async function newKey(merchant: Person, body: object = {}): Promise<{ id: string; key: string }> {
  const made = await merchant.api.post<{ id: string; api_key: string }>('auth/api-keys/', body);
  return { id: expectStatus(made, 201).data.id, key: made.data.api_key };
}

function personOf(answer: Answer<{ access: string }>, email: string): Person {
  const { access } = answer.data;
  const { sub } = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  return { email, access, cookie: cookieOf(answer), api: platform().gateway.as({ bearer: access }), id: sub };
}
