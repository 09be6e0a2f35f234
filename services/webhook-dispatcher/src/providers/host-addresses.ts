import { lookup, Resolver } from 'node:dns/promises';
import { LRUCache } from 'lru-cache';

const BUDGET_MS = 2_000;
const TTL_MS = 30_000;
const MOST_NAMES = 5_000;
/** "There are no addresses of this kind", which is an answer. */
const EMPTY = new Set(['ENODATA', 'ENOTFOUND']);

/** The addresses of a name could not be found in time. */
export class DnsFailure extends Error {
  override readonly name = 'DnsFailure';
}

/**
 * Resolves names within 2 s and remembers answers for 30 s at most. Asks name servers itself instead of the system's
 * resolver: that would occupy libuv's four threads, and a slow name server would stop every other (F35).
 */
export class HostAddresses {
  private readonly resolver = new Resolver({ timeout: BUDGET_MS, tries: 1 });
  private readonly answers = new LRUCache<string, Promise<readonly string[]>>({ max: MOST_NAMES, ttl: TTL_MS });

  /**
   * @param useHostsFile development: names of this machine (`localhost`, containers) count too
   * @param servers name servers to ask instead of the system's
   */
  constructor(
    private readonly useHostsFile: boolean,
    servers?: readonly string[],
  ) {
    if (servers) this.resolver.setServers(servers);
  }

  /** All addresses of a name, at least one; throws DnsFailure. */
  of(name: string): Promise<readonly string[]> {
    const kept = this.answers.get(name);
    if (kept) return kept;
    const asked = this.ask(name);
    this.answers.set(name, asked);
    asked.catch(() => this.answers.delete(name));
    return asked;
  }

  private async ask(name: string): Promise<readonly string[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DnsFailure('no answer in time')), BUDGET_MS);
    });
    try {
      const addresses = await Promise.race([this.useHostsFile ? this.system(name) : this.servers(name), late]);
      if (addresses.length === 0) throw new DnsFailure('no addresses');
      return addresses;
    } catch (error) {
      throw error instanceof DnsFailure ? error : new DnsFailure('name servers failed', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  private async system(name: string): Promise<string[]> {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  }

  private async servers(name: string): Promise<string[]> {
    const families = await Promise.all([
      this.resolver.resolve4(name).catch(emptyOrFailed),
      this.resolver.resolve6(name).catch(emptyOrFailed),
    ]);
    const addresses = families.flatMap((family) => family ?? []);
    if (addresses.length === 0 && families.includes(undefined)) throw new DnsFailure('name servers failed');
    return addresses;
  }
}

function emptyOrFailed(error: unknown): string[] | undefined {
  return EMPTY.has((error as { code?: string }).code ?? '') ? [] : undefined;
}
