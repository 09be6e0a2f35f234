import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import { buildConnector, Pool } from 'undici';
import { targetHost } from '../domain/target-url.js';
import { type TargetGuard, TargetRefused } from './target-guard.js';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 30_000;
const CONNECTIONS = 64;
const MOST_POOLS = 2_000;

/**
 * Connections to receivers, one pool for each host and vetted address. A pool connects to its address only, whatever
 * the name says by then, and looks at where the socket really ended: a name that is rebound between check and
 * connect, or while a connection is kept, changes nothing. Certificates are checked against the name.
 */
export class PinnedPools {
  private readonly pools = new LRUCache<string, Pool>({
    max: MOST_POOLS,
    ttl: 10 * 60_000,
    updateAgeOnGet: true,
    dispose: (pool) => void pool.close().catch(() => undefined),
  });

  constructor(private readonly guard: TargetGuard) {}

  at(url: URL, address: string): Pool {
    const key = `${url.origin} ${address}`;
    let pool = this.pools.get(key);
    if (!pool) {
      pool = this.open(url, address);
      this.pools.set(key, pool);
    }
    return pool;
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy().catch(() => undefined)));
  }

  private open(url: URL, address: string): Pool {
    return new Pool(url.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // The sender keeps one deadline for the whole exchange instead.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
      connect: this.connectorTo(url, address),
    });
  }

  private connectorTo(url: URL, address: string): buildConnector.connector {
    const { name } = targetHost(url);
    const servername = isIP(name) === 0 ? { servername: name } : {};
    const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, minVersion: 'TLSv1.2', rejectUnauthorized: true });
    return (options, callback) =>
      connect({ ...options, ...servername, hostname: address }, (error, socket) => {
        if (error) return callback(error, null);
        const reached = socket.remoteAddress;
        if (reached !== undefined && !this.guard.blocks(plain(reached))) return callback(null, socket);
        socket.destroy();
        callback(new TargetRefused('blocked_address'), null);
      });
  }
}

/** Sockets that listen to both families report IPv4 as `::ffff:a.b.c.d`. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
