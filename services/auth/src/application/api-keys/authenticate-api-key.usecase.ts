import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { claimsOf, KEY_TOKEN_LIFE_S } from '../../domain/access-claims.js';
import { standingOf } from '../../domain/account.js';
import { hashKey, isKeyForm } from '../../domain/api-key.js';
import { accountClosed, badKey } from '../../domain/auth.errors.js';
import { AccessTokenIssuer, ApiKeys, type SignedToken } from '../ports.js';

export interface KeyToken extends SignedToken {
  readonly keyId: string;
  readonly allowedIps: readonly string[] | null;
}

/** Exchanges an API key for a short access token that stands for its merchant, mode and scopes (1002, 1003). */
@Injectable()
export class AuthenticateApiKey {
  constructor(
    private readonly keys: ApiKeys,
    private readonly issuer: AccessTokenIssuer,
  ) {}

  async execute(key: string): Promise<KeyToken> {
    if (!isKeyForm(key)) throw badKey();
    const hash = hashKey(key);
    const owner = await this.keys.byHash(hash);
    if (!owner || !timingSafeEqual(owner.hash, hash) || !owner.good) throw badKey();
    const { account, keyId, livemode, fence } = owner;
    if (standingOf(account) !== 'active') throw accountClosed();
    await this.keys.touch(keyId);
    const token = await this.issuer.issue(claimsOf(account, { id: keyId, livemode }, fence.scopes), KEY_TOKEN_LIFE_S);
    return { ...token, keyId, allowedIps: fence.allowedIps };
  }
}
