import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../../launch/progress.mjs';
import { DemoApi } from './demo-api.js';
import { Patience } from './patience.js';

const MINUTE_MS = 60_000;

/** Answers as each entry says, in order; the last one from then on. */
class Gateway {
  readonly asked: string[] = [];
  private server: Server | undefined;
  port = 0;

  constructor(private readonly answers: RequestListener[]) {}

  async open(): Promise<void> {
    this.server = createServer((request, response) => {
      this.asked.push(`${request.method} ${String(request.headers['idempotency-key'])}`);
      response.setHeader('connection', 'close');
      const answer = this.answers[Math.min(this.asked.length, this.answers.length) - 1];
      answer?.(request, response);
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
    this.server?.closeAllConnections();
    await closed;
  }

  get api(): DemoApi {
    return new DemoApi(`http://127.0.0.1:${this.port}`);
  }
}

const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
const refusal = (code: number, description: string) => ({ success: false, exception: { code, description } });
const booked = answer(200, { success: true, data: 'booked' });
const paymentIsDown = refusal(1023, 'payment does not answer; try again.');

describe('who waits for an answer', () => {
  let gateway: Gateway;
  const lines: string[] = [];
  const waits: number[] = [];
  const patience = (ms = MINUTE_MS, pause: () => Promise<void> = () => Promise.resolve()) =>
    new Patience(
      Date.now() + ms,
      (line) => lines.push(line),
      (waitMs) => (waits.push(waitMs), pause()),
    );
  const opened = async (...answers: RequestListener[]) => {
    gateway = new Gateway(answers);
    await gateway.open();
    return gateway.api;
  };
  beforeEach(() => {
    lines.splice(0);
    waits.splice(0);
  });
  afterEach(() => gateway.close());

  it('asks again while a service is down, as soon as its answer says, and says so once', async () => {
    const down = answer(503, paymentIsDown, { 'retry-after': '2' });
    const api = await opened(down, down, answer(502, 'Bad Gateway'), booked);
    expect(await patience().ask(() => api.get('payments/1/check-booking/'))).toBe('booked');
    expect(waits).toEqual([2_000, 2_000, 500]);
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}Waiting, until \d\d:\d\d:\d\d UTC at most: payment does not answer; try again\.$/),
      '  It answers again.',
    ]);
  });

  it('asks again when the connection is cut, and when nobody listens', async () => {
    const api = await opened((request) => request.socket.destroy(), booked);
    let pauses = 0;
    const closedForOnePause = async () => {
      pauses += 1;
      await (pauses === 1 ? gateway.close() : gateway.open());
    };
    expect(await patience(MINUTE_MS, closedForOnePause).ask(() => api.get('listings/'))).toBe('booked');
    expect(pauses).toBe(2);
  });

  it('waits until too many requests are few enough again, and for the first of two equal ones', async () => {
    const many = answer(429, refusal(1007, 'Slow down.'), { 'retry-after': '7' });
    const api = await opened(many, answer(409, refusal(1016, 'The first one runs.')), booked);
    const post = () => api.post('payments/process-cart/', {}, 'the-key');
    expect(await patience().ask(post)).toBe('booked');
    expect(gateway.asked).toEqual(['POST the-key', 'POST the-key', 'POST the-key']);
    expect(waits).toEqual([7_000, 500]);
  });

  it('takes a refusal for one: a line without a stack', async () => {
    const api = await opened(answer(409, refusal(1017, 'Not enough places.')));
    const asked = patience().ask(() => api.post('carts/1/items/', {}));
    await expect(asked).rejects.toBeInstanceOf(Failure);
    await expect(asked).rejects.toMatchObject({
      message: 'POST carts/1/items/ was answered 409: Not enough places.',
      code: 1017,
    });
    expect(lines).toEqual([]);
  });

  it('gives up with what it last met when the time is over', async () => {
    const api = await opened(answer(503, paymentIsDown));
    const asked = patience(0).ask(() => api.get('payments/1/'));
    await expect(asked).rejects.toThrow('GET payments/1/ was answered 503: payment does not answer; try again.');
  });
});
