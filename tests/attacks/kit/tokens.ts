import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import pg from 'pg';
import { SecretBox } from '#service-kit';
import { platform } from '../../support/platform.js';

export interface SigningKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** The key auth signs with: an attacker never has it, and what it signs must be refused for the claims alone. */
export async function signingKey(): Promise<SigningKey> {
  const rows = await ask<{ kid: string; private_sealed: string }>(
    'auth',
    'select kid, private_sealed from signing_key where retired_at is null order by created_at desc limit 1',
  );
  const { kid, private_sealed: sealed } = rows[0] as { kid: string; private_sealed: string };
  const box = new SecretBox(platform().environments.auth['ENCRYPTION_KEYS'] ?? '');
  return {
    kid,
    key: createPrivateKey({ key: JSON.parse(box.open(sealed, `signing-key:${kid}`)) as JsonWebKey, format: 'jwk' }),
  };
}

/** A token signed by auth's own key: claims of `access` with some of them replaced (undefined: left out). */
export async function signed(
  { kid, key }: SigningKey,
  access: string,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const all = Object.entries({ ...claimsOf(access), ...claims }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(all))
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT', ...header })
    .sign(key);
}

export function claimsOf(access: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** A token put together by hand: any header, any signature. */
export function handmade(header: object, claims: object, signature = ''): string {
  return `${encode(header)}.${encode(claims)}.${signature}`;
}

export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Asks a service's own database. */
export async function ask<Row>(service: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: platform().databases[service] });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
