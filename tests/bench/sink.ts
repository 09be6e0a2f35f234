import { createHmac } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const TAKEN = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');
/** One delivery in so many has its signature checked: the merchant's own work is not what is measured. */
const CHECKED = 64;

/** Every merchant's webhook receiver: reads HTTP by hand, counts by event, answers at once. */
export class Sink {
  readonly counts = new Map<string, number>();
  badSignatures = 0;
  private taken = 0;
  private readonly sockets = new Set<Socket>();
  /** Signing secrets by the path deliveries come to. */
  readonly secrets = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Sink> {
    const server = createServer();
    const sink = new Sink(server);
    server.on('connection', (socket) => sink.serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  of(event: string): number {
    return this.counts.get(event) ?? 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = this.read(socket, rest.length === 0 ? chunk : Buffer.concat([rest, chunk]));
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  /** Takes whole requests off the front; gives what is left. */
  private read(socket: Socket, bytes: Buffer): Buffer {
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(END_OF_HEAD, from);
      if (end < 0) break;
      const head = bytes.toString('latin1', from, end);
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      const next = end + END_OF_HEAD.length + length;
      if (next > bytes.length) break;
      this.take(head, bytes.toString('utf8', end + END_OF_HEAD.length, next));
      socket.write(TAKEN);
      from = next;
    }
    return from === 0 ? bytes : bytes.subarray(from);
  }

  private take(head: string, body: string): void {
    const start = body.indexOf('"event":"') + 9;
    const event = body.slice(start, body.indexOf('"', start));
    this.counts.set(event, this.of(event) + 1);
    this.taken += 1;
    if (this.taken % CHECKED === 0 && !this.isSigned(head, body)) this.badSignatures += 1;
  }

  /** By the Standard Webhooks specification: `v1,base64(HMAC-SHA256("id.timestamp.body"))`. */
  private isSigned(head: string, body: string): boolean {
    const field = (name: string): string => new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1] ?? '';
    const secret = this.secrets.get(head.split(' ', 2)[1] ?? '') ?? '';
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const signed = `${field('webhook-id')}.${field('webhook-timestamp')}.${body}`;
    const wanted = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    return field('webhook-signature').split(' ').includes(wanted);
  }
}
