import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedWebhook {
  readonly id: string;
  readonly event: string;
  readonly body: Record<string, unknown> & { payment_id?: string; order_id?: string; book_id?: string };
  /** The body byte for byte. */
  readonly raw: string;
  /** Whether the public Standard Webhooks library accepted the signature. */
  readonly verified: boolean;
}

/** A merchant's webhook receiver: verifies each delivery with the public library, keeps what came, answers as told. */
export class WebhookSink {
  readonly received: ReceivedWebhook[] = [];
  secret: string | undefined;
  /** What the next deliveries are answered with. */
  answer: (request: IncomingMessage) => number = () => 200;
  /** How long they wait for their answer. */
  delayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly host: string,
  ) {}

  /** On an address of this machine that the platform reaches: loopback, unless FAREGATE_SINK_HOST names another. */
  static async start(host = process.env['FAREGATE_SINK_HOST'] ?? '127.0.0.1'): Promise<WebhookSink> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const sink = new WebhookSink(server, host);
    server.on('request', (request, response) => sink.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return sink;
  }

  get url(): string {
    return `http://${this.host}:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  of(event: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.event === event);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = this.answer(request);
      if (status < 300) this.keep(Buffer.concat(chunks).toString(), request.headers as Record<string, string>);
      setTimeout(() => response.writeHead(status).end(), this.delayMs);
    });
  }

  private keep(raw: string, headers: Record<string, string>): void {
    const body = JSON.parse(raw) as ReceivedWebhook['body'] & { id: string; event: string };
    this.received.push({ id: body.id, event: body.event, body, raw, verified: this.verify(raw, headers) });
  }

  private verify(raw: string, headers: Record<string, string>): boolean {
    if (!this.secret) return false;
    try {
      new Webhook(this.secret).verify(raw, headers);
      return true;
    } catch {
      return false;
    }
  }
}
