import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs the parts of a link (path, id, expiry …) with HMAC-SHA256, as URL-safe text of 43 characters. Each part is
 * length-prefixed, so that moving a character from one part to the next changes the signature.
 */
export function signLink(secret: string, ...parts: readonly (string | number)[]): string {
  const mac = createHmac('sha256', secret);
  for (const part of parts) mac.update(`${Buffer.byteLength(String(part))}:${part};`);
  return mac.digest('base64url');
}

/** Whether `signature` is that of these parts, in constant time; false, never a throw, for anything else. */
export function verifyLink(secret: string, signature: unknown, ...parts: readonly (string | number)[]): boolean {
  const expected = Buffer.from(signLink(secret, ...parts));
  const given = Buffer.from(typeof signature === 'string' ? signature : '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The secret that signs links, and the one accepted beside it while it is changed: links outlive a change. */
export class LinkSigner {
  private readonly secrets: readonly string[];

  constructor(secret: string, alsoAccepted = '') {
    this.secrets = alsoAccepted === '' ? [secret] : [secret, alsoAccepted];
  }

  sign(...parts: readonly (string | number)[]): string {
    return signLink(this.secrets[0] as string, ...parts);
  }

  verify(signature: unknown, ...parts: readonly (string | number)[]): boolean {
    return this.secrets.some((secret) => verifyLink(secret, signature, ...parts));
  }
}
