import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedEvent {
  readonly rawBody: Buffer;
  readonly headers: IncomingHttpHeaders;
  readonly type: string;
  readonly id: string;
  readonly reference: string;
  readonly at: number;
}

/** A merchant's webhook: notes all that comes and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly events: ReceivedEvent[];
  answer: number;
  of(reference: string): ReceivedEvent[];
  close(): Promise<void>;
}

export async function receiver(): Promise<Receiver> {
  const events: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks);
      const { id, type, data } = JSON.parse(rawBody.toString()) as {
        id: string;
        type: string;
        data: { session: { reference: string } };
      };
      events.push({ rawBody, headers: request.headers, id, type, reference: data.session.reference, at: Date.now() });
      response.statusCode = self.answer;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const self: Receiver = {
    url: `http://127.0.0.1:${port}/events/`,
    events,
    answer: 200,
    of: (reference) => events.filter((event) => event.reference === reference),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return self;
}
