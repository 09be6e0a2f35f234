import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * How the way between the two sides is at the moment: `pass` as usual; `refuse` cuts what is open (RST) and whatever
 * comes; `blackhole` keeps connections and carries nothing; `half-open` carries what goes to the server and loses what
 * it answers.
 */
export type Way = 'pass' | 'refuse' | 'blackhole' | 'half-open';

interface Pair {
  readonly inner: Socket;
  readonly outer: Socket;
  /** Bytes of it were lost: it must not be used again. */
  broken: boolean;
}

/** Hears what goes to the server, connection by connection. */
export type Ear = (connection: number, chunk: Buffer) => void;

/** A TCP proxy on loopback whose way to its target can be troubled. */
export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private way: Way = 'pass';
  private joined = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
    private readonly ear: Ear | undefined,
  ) {
    server.on('connection', (inner) => this.join(inner));
  }

  /** Listens for connections to the server that `url` names. */
  static async to(url: string, ear?: Ear): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer({ noDelay: true });
    const proxy = new TcpProxy(server, { host: hostname, port: Number(port) }, ear);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** `url` with this proxy's address instead of the server's. */
  through(url: string): string {
    const changed = new URL(url);
    const address = this.server.address();
    changed.hostname = '127.0.0.1';
    changed.port = String(typeof address === 'object' && address ? address.port : 0);
    return changed.toString();
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Changes the way for what is open and what comes. Going back to `pass` cuts connections that have lost bytes. */
  set(way: Way): void {
    this.way = way;
    for (const pair of this.pairs) {
      if (way === 'refuse' || (way === 'pass' && pair.broken)) cut(pair);
      else this.flow(pair);
    }
  }

  /** Cuts everything that is open (RST) and takes new connections at once. */
  reset(): void {
    for (const pair of this.pairs) cut(pair);
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(inner: Socket): void {
    inner.on('error', () => undefined);
    if (this.way === 'refuse') return void inner.resetAndDestroy();
    const outer = connect({ ...this.target, noDelay: true });
    const pair: Pair = { inner, outer, broken: false };
    this.pairs.add(pair);
    this.joined += 1;
    const connection = this.joined;
    if (this.ear) inner.on('data', (chunk: Buffer) => this.ear?.(connection, chunk));
    outer.on('error', () => undefined);
    for (const [from, to] of [[inner, outer] as const, [outer, inner] as const]) {
      from.on('data', (chunk: Buffer) => this.carry(pair, from, to, chunk));
      from.on('end', () => to.end());
      from.on('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
      to.on('drain', () => this.flow(pair));
    }
    this.flow(pair);
  }

  private carry(pair: Pair, from: Socket, to: Socket, chunk: Buffer): void {
    if (this.way === 'half-open' && from === pair.outer) pair.broken = true;
    else if (!to.write(chunk)) from.pause();
  }

  private flow({ inner, outer }: Pair): void {
    for (const [from, to] of [[inner, outer] as const, [outer, inner] as const]) {
      if (this.way === 'blackhole' || to.writableNeedDrain) from.pause();
      else from.resume();
    }
  }
}

function cut({ inner, outer }: Pair): void {
  inner.resetAndDestroy();
  outer.resetAndDestroy();
}
