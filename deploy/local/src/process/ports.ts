import { connect, createServer } from 'node:net';
import { Failure } from '../../launch/progress.mjs';

/** How far to look for a free port before giving up. */
const STEPS = 200;

/** How many places processes spread over, and how many ports lie between two. */
const [PLACES, PLACE_PORTS] = [120, 20];

/** True when 127.0.0.1:port can be listened on at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** True when somebody takes connections on 127.0.0.1:port. */
export function isListenedOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Hands out ports of 127.0.0.1, each once: the wanted one, else the next free one above it. */
export class Ports {
  private readonly given = new Set<number>();

  /** `offset` moves where `near` begins: platforms of tests that start at once should not all look at the same port. */
  constructor(private readonly offset = 0) {}

  /** For what lives no longer than this process: begins at a place of its own. */
  static ofThisProcess(): Ports {
    return new Ports((process.pid % PLACES) * PLACE_PORTS);
  }

  /** Steps over ports in use. Throws a Failure when there is none for a long way. */
  async near(wanted: number): Promise<number> {
    const first = wanted + this.offset;
    for (let port = first; port < Math.min(first + STEPS, 65_536); port += 1) {
      if (await this.take(port)) return port;
    }
    throw new Failure(`No free port from ${wanted} on. Stop what uses them and try again.`);
  }

  /** Exactly this one, or a Failure that names it. */
  async exactly(port: number, whatFor: string): Promise<number> {
    if (await this.take(port)) return port;
    throw new Failure(
      `Port ${port} (${whatFor}) is in use by another program.\nStop that one, or choose another: PORT=${port + 1} npm start`,
    );
  }

  /** Any free one, chosen by the system. */
  async any(): Promise<number> {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    return (await this.take(port)) ? port : await this.any();
  }

  /** Marked before it is looked at, so that two who ask at once never get the same one. */
  private async take(port: number): Promise<boolean> {
    if (this.given.has(port)) return false;
    this.given.add(port);
    if (await isFree(port)) return true;
    this.given.delete(port);
    return false;
  }
}
