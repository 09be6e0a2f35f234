import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly atMs: number;
}

type Behaviour = (response: ServerResponse, request: Received, nth: number) => void;

/** A merchant's receiver: a real HTTP server that keeps what came and behaves as told. */
export class Receiver {
  readonly received: Received[] = [];
  behave: Behaviour = (response) => void response.writeHead(200).end('thanks');

  private constructor(private readonly server: Server) {}

  static async start(behave?: Behaviour): Promise<Receiver> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const receiver = new Receiver(server);
    if (behave) receiver.behave = behave;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => receiver.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  /** How many of what came the public Standard Webhooks library accepts with `secret`. */
  verifiedBy(secret: string): number {
    const webhook = new Webhook(secret);
    return this.received.filter(({ body, headers }) => {
      try {
        return webhook.verify(body, headers) !== undefined;
      } catch {
        return false;
      }
    }).length;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const one = {
        id: headers['webhook-id'] ?? '',
        body: Buffer.concat(chunks).toString(),
        headers,
        atMs: Date.now(),
      };
      this.received.push(one);
      this.behave(response, one, this.received.length);
    });
  }
}
