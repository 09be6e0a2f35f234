import { createPublicKey, type KeyObject } from 'node:crypto';
import { request } from 'undici';

interface Jwk {
  readonly kid?: string;
  readonly kty?: string;
  readonly crv?: string;
  readonly alg?: string;
}

const REFETCH_AT_MOST_EVERY_MS = 10_000;
const REFRESH_AFTER_MS = 5 * 60_000;
const KID = /^[\w.-]{1,100}$/;

/**
 * auth's public signing keys, by key id. Kept in memory; fetched again when an unknown but well-formed id is shown, at
 * most every 10 s, and every 5 min, so that retired keys go. When auth is down, the keys already known stay good.
 */
export class KeySet {
  private keys = new Map<string, KeyObject>();
  private fetchedAtMs = Number.NEGATIVE_INFINITY;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** The ES256 key of that id, or undefined; throws only when auth can't be asked and we know no keys at all. */
  async find(kid: unknown): Promise<KeyObject | undefined> {
    if (typeof kid !== 'string' || !KID.test(kid)) return undefined;
    const known = this.keys.get(kid);
    if (known && this.nowMs() - this.fetchedAtMs < REFRESH_AFTER_MS) return known;
    if (this.fetching || this.nowMs() - this.triedAtMs >= REFETCH_AT_MOST_EVERY_MS) await this.refresh();
    return this.keys.get(kid);
  }

  private refresh(): Promise<void> {
    this.fetching ??= this.fetch().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetch(): Promise<void> {
    try {
      const { statusCode, body } = await request(this.url, { signal: AbortSignal.timeout(3_000) });
      if (statusCode !== 200) throw new Error(`auth answered ${statusCode} for its key set`);
      const { keys } = (await body.json()) as { keys: readonly Jwk[] };
      this.keys = new Map(keys.filter(usable).map((key) => [key.kid as string, publicKey(key)]));
      this.fetchedAtMs = this.triedAtMs = this.nowMs();
    } catch (error) {
      if (this.keys.size === 0) throw error;
      this.triedAtMs = this.nowMs();
    }
  }
}

function usable({ kid, kty, crv, alg }: Jwk): boolean {
  return kid !== undefined && kty === 'EC' && crv === 'P-256' && (alg ?? 'ES256') === 'ES256';
}

function publicKey(jwk: Jwk): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}
