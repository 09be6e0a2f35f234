import { createHash, randomBytes } from 'node:crypto';
import { signLink } from '#service-kit';
import { RefreshTokens } from '../application/ports.js';

/**
 * Refresh tokens of which only hashes are kept. A successor is an HMAC of its token and a nonce under the platform's
 * secret: so two tabs get the same one, though it is written down nowhere.
 */
export class HmacRefreshTokens extends RefreshTokens {
  constructor(
    private readonly secret: string,
    /** The one before or after it, while it is changed replica by replica; '' for none. */
    private readonly also = '',
  ) {
    super();
  }

  override first(): string {
    return randomBytes(32).toString('base64url');
  }

  override successorOf(token: string, nonce: Buffer): string {
    return successor(this.secret, token, nonce);
  }

  override successorsOf(token: string, nonce: Buffer): string[] {
    return [this.secret, this.also].filter((secret) => secret !== '').map((secret) => successor(secret, token, nonce));
  }

  override hash(token: string): Buffer {
    return createHash('sha256').update(token).digest();
  }
}

function successor(secret: string, token: string, nonce: Buffer): string {
  return signLink(secret, 'refresh-successor', token, nonce.toString('base64url'));
}
