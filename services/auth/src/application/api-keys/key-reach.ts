import { Injectable } from '@nestjs/common';
import { fencedKey, fixedMode, notFound } from '../../domain/auth.errors.js';
import { type ApiKey, ApiKeys } from '../ports.js';

/** Who asks, for which merchant. */
export interface KeyHolder {
  readonly userId: string;
  readonly merchantId: string;
  /** The mode the asking session or key is in. */
  readonly livemode: boolean;
  /** The session or the API key behind the token. */
  readonly credentialId: string | undefined;
}

/**
 * Which keys who asks can see and make. An API key reaches those of its own mode, and only itself when it is fenced in:
 * nobody comes to a stronger key by way of one that leaked. A session of the owner reaches all.
 */
@Injectable()
export class KeyReach {
  constructor(private readonly keys: ApiKeys) {}

  /** The key that asks; undefined for a session. */
  asking({ merchantId, credentialId }: KeyHolder): Promise<ApiKey | undefined> {
    return this.keys.find(merchantId, credentialId);
  }

  /** @throws DomainError 1006 where a key would make one of the other mode, or one without its own fence */
  async refuseStronger(holder: KeyHolder, livemode: boolean): Promise<void> {
    const asking = await this.asking(holder);
    if (!asking) return;
    if (asking.livemode !== livemode) throw fixedMode();
    if (isFenced(asking)) throw fencedKey();
  }

  /** A working key with its row locked. @throws DomainError 1005 for one of the other mode too */
  async lock(holder: KeyHolder, id: string): Promise<ApiKey> {
    const asking = await this.asking(holder);
    const key = await this.keys.lock(holder.merchantId, id);
    if (!key || (asking && asking.livemode !== key.livemode)) throw notFound('API key');
    if (asking && isFenced(asking) && asking.id !== id) throw fencedKey();
    return key;
  }
}

const isFenced = ({ fence }: ApiKey): boolean => fence.scopes !== null || fence.allowedIps !== null;
