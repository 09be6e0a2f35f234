import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A service behind the gateway, for specs: keeps what it saw and answers as told. */
export class UpstreamFixture {
  readonly seen: Seen[] = [];
  answer: (seen: Seen, response: ServerResponse) => void = (_seen, response) =>
    void response.end('{"success":true,"data":null}');
  url = '';
  private server: Server | undefined;

  async start(port = 0): Promise<this> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, url, headers, body: Buffer.concat(chunks) };
        this.seen.push(seen);
        response.setHeader('content-type', 'application/json');
        this.answer(seen, response);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  last(): Seen {
    const seen = this.seen.at(-1);
    if (!seen) throw new Error('nothing was seen');
    return seen;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
