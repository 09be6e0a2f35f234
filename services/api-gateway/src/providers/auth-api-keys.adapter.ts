import { BlockList, isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { AuthenticateKeyAnswer, AuthenticateKeyRequest } from '#contracts';
import { DomainError, ERROR } from '#kernel';
import type { InternalClient } from '#service-kit';
import { ApiKeys, type KeyHolder } from '../application/ports.js';

/** A revoked key ends everywhere within five seconds; asking costs some of them. */
const KEEP_MS = 4_000;
const KEY = /^fg_(test|live)_[\w-]{16,128}$/;

/** Keys exchanged at auth, answers kept for four seconds, refusals too; one question at a time for one key. */
export class AuthApiKeys extends ApiKeys {
  private readonly answers = new LRUCache<string, Promise<KeyHolder>>({ max: 10_000, ttl: KEEP_MS });

  constructor(private readonly auth: InternalClient) {
    super();
  }

  override holderOf(key: string): Promise<KeyHolder> {
    if (!KEY.test(key)) return Promise.reject(bad());
    const kept = this.answers.get(key);
    if (kept) return kept;
    const answer = this.exchange(key);
    this.answers.set(key, answer);
    answer.catch((error: unknown) => {
      if (!(error instanceof DomainError) || error.code === ERROR.unavailable) this.answers.delete(key);
    });
    return answer;
  }

  private async exchange(key: string): Promise<KeyHolder> {
    const body: AuthenticateKeyRequest = { key };
    const answer = await this.auth.post<AuthenticateKeyAnswer>('/internal/api-keys/authenticate', body);
    return { access: answer.access, keyId: answer.key_id, allows: fence(answer.allowed_ips ?? null) };
  }
}

/** Whether an address is in one of the nets; a v4 address may come as v6. */
function fence(nets: readonly string[] | null): (ip: string) => boolean {
  if (nets === null) return () => true;
  const list = new BlockList();
  for (const net of nets) {
    const [address = '', prefix] = net.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return (ip) => {
    const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

function bad(): DomainError {
  return new DomainError(ERROR.unauthenticated, 'The token or key is missing, wrong or expired.');
}
