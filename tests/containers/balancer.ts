import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What stands in front of several gateways: a connection goes to the next port that takes it. */
export class Balancer {
  /** Ports of this machine that new connections go to. */
  ports: readonly number[] = [];
  private turn = 0;
  private readonly open = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (client) => void this.serve(client));
  }

  static async listen(host: string): Promise<Balancer> {
    const server = createServer({ noDelay: true, pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return new Balancer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(client: Socket): Promise<void> {
    this.keep(client);
    const target = await this.reach();
    if (!target) return void client.destroy();
    this.keep(target);
    client.pipe(target).pipe(client);
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
  }

  /** A connection to the first port, in turn, that takes one. */
  private async reach(): Promise<Socket | undefined> {
    this.turn += 1;
    for (let step = 0; step < this.ports.length; step += 1) {
      const port = this.ports[(this.turn + step) % this.ports.length] ?? 0;
      const socket = await connected(port);
      if (socket) return socket;
    }
    return undefined;
  }

  private keep(socket: Socket): void {
    this.open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.open.delete(socket));
  }
}

function connected(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}
