import { DomainError, ERROR } from '#kernel';
import { AccessTokens } from '#service-kit';
import { type Reading, Tokens } from '../application/ports.js';

type Account = { readonly userId: string; readonly merchantId?: string };

/** Tokens read by the service kit, at once for those seen lately. */
export class AccessTokensAdapter extends Tokens {
  constructor(private readonly tokens: AccessTokens) {
    super();
  }

  override read(token: string): Reading | Promise<Reading> {
    try {
      const known = this.tokens.known(token);
      return known ? good(known) : this.tokens.verify(token).then(good, reasonOf);
    } catch (error) {
      return reasonOf(error);
    }
  }
}

function good({ merchantId, userId }: Account): Reading {
  return { kind: 'good', account: merchantId ?? userId };
}

function reasonOf(error: unknown): Reading {
  return { kind: error instanceof DomainError && error.code === ERROR.unavailable ? 'unchecked' : 'bad' };
}
