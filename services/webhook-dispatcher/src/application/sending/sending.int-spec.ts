import { jest } from '@jest/globals';
import { Receiver } from '../../receiver.fixture.js';
import { type Reply, ServiceFixture, type TestMerchant, SLOW_MS, soon } from '../../service.fixture.js';

interface DeliveryReply {
  id: string;
  status: string;
  event_id: string;
  attempts_made: number;
  next_attempt_at: string | null;
  attempts: { number: number; status_code: number | null; error: string | null; response: string | null }[];
}

const TIMEOUT_MS = 400;
const settings = { WEBHOOK_TOTAL_TIMEOUT_MS: String(TIMEOUT_MS), WEBHOOK_LEASE_MS: '1200' };

jest.setTimeout(SLOW_MS);

describe('sending webhooks', () => {
  let service: ServiceFixture;
  let merchant: TestMerchant;
  const receivers: Receiver[] = [];

  beforeAll(async () => {
    service = await ServiceFixture.start(settings);
  });
  afterAll(async () => {
    await service.close();
    await Promise.all(receivers.map((receiver) => receiver.stop()));
  });
  beforeEach(async () => {
    merchant = await service.merchant();
  });

  const receiver = async (behave?: Receiver['behave']): Promise<Receiver> => {
    const one = await Receiver.start(behave);
    receivers.push(one);
    return one;
  };
  const subscribe = async (url: string): Promise<{ id: string; secret: string }> => {
    const { data } = await merchant.call<{ id: string; secret: string }>('POST', 'webhooks/endpoints/', { url });
    return data;
  };
  const deliveries = async (): Promise<Reply<DeliveryReply[]>> =>
    merchant.call('GET', 'webhooks/deliveries/?limit=100');
  const settled = async (status: string): Promise<DeliveryReply> => {
    const { data } = await deliveries();
    const [one] = data;
    expect(one?.status).toBe(status);
    return (await merchant.call<DeliveryReply>('GET', `webhooks/deliveries/${one?.id}/`)).data;
  };
  const outbox = (type: string) =>
    service.database.query<{ payload: string }>(
      `select payload from outbox where type = '${type}' and payload like '%${merchant.id}%'`,
    );

  it('are signed so that the public library verifies them, with the headers of the specification', async () => {
    const sink = await receiver();
    const { secret } = await subscribe(sink.url);
    const [id] = await service.publish(merchant, 'payment.captured');
    const delivery = await soon(() => settled('delivered'));
    expect(sink.verifiedBy(secret)).toBe(1);
    const [received] = sink.received;
    expect(received?.headers).toMatchObject({
      'webhook-id': id,
      'user-agent': 'Faregate-Webhooks/1',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    });
    expect(JSON.parse(received?.body ?? '')).toMatchObject({ id, event: 'payment.captured', amount: '999.00' });
    expect(delivery.attempts).toMatchObject([{ number: 1, status_code: 200, error: null, response: 'thanks' }]);
  });

  it('are sent again with the same id and bytes until the receiver accepts, each attempt on record', async () => {
    const sink = await receiver((response, _one, nth) => void response.writeHead(nth < 3 ? 500 : 204).end());
    const { secret } = await subscribe(sink.url);
    await service.publish(merchant, 'payment.captured');
    const delivery = await soon(() => settled('delivered'));
    expect(delivery.attempts.map(({ status_code: code }) => code)).toEqual([500, 500, 204]);
    expect(new Set(sink.received.map(({ id, body }) => id + body)).size).toBe(1);
    expect(sink.verifiedBy(secret)).toBe(3);
  });

  it('have their attempt on record before the first byte leaves', async () => {
    let rows: { finished_at: Date | null }[] = [];
    const sink = await receiver((response, { id }) => {
      const statement = `select attempt.finished_at from attempt join delivery on delivery.id = delivery_id where event_id = '${id}'`;
      void service.database.query<{ finished_at: Date | null }>(statement).then((found) => {
        rows = found;
        response.writeHead(200).end();
      });
    });
    await subscribe(sink.url);
    await service.publish(merchant, 'payment.captured');
    await soon(() => settled('delivered'));
    expect(rows).toEqual([{ finished_at: null }]);
  });

  it('end visibly exhausted when all tries fail, and say so in an event; a resend begins a new round', async () => {
    let status = 500;
    const sink = await receiver((response) => void response.writeHead(status).end('no'));
    await subscribe(sink.url);
    await service.publish(merchant, 'payment.captured');
    const delivery = await soon(() => settled('exhausted'));
    expect(delivery.attempts).toHaveLength(4);
    await soon(async () => expect(await outbox('delivery.exhausted')).toHaveLength(1));
    status = 200;
    expect((await merchant.call('POST', `webhooks/deliveries/${delivery.id}/resend/`)).status).toBe(202);
    expect((await soon(() => settled('delivered'))).attempts).toHaveLength(5);
    expect((await merchant.call('POST', `webhooks/deliveries/${delivery.id}/resend/`)).exception?.code).toBe(1022);
  });

  it('stop at once when the receiver answers 410: the endpoint is disabled, and an event says so', async () => {
    const sink = await receiver((response) => void response.writeHead(410).end());
    const { id } = await subscribe(sink.url);
    await service.publish(merchant, 'payment.captured');
    const delivery = await soon(() => settled('exhausted'));
    expect(delivery.attempts).toHaveLength(1);
    const { data } = await merchant.call('GET', `webhooks/endpoints/${id}/`);
    expect(data).toMatchObject({ status: 'disabled', disabled_reason: 'gone' });
    const [event] = await outbox('endpoint.disabled');
    expect(JSON.parse(event?.payload ?? '{}')).toMatchObject({ endpoint_id: id, reason: 'gone' });
  });

  it('disable an endpoint that only failed for 120 hours', async () => {
    const sink = await receiver((response) => void response.writeHead(500).end());
    const { id } = await subscribe(sink.url);
    await service.database.query(`update endpoint set failing_since = now() - interval '121 hours' where id = '${id}'`);
    await service.publish(merchant, 'payment.captured');
    await soon(async () => {
      const { data } = await merchant.call('GET', `webhooks/endpoints/${id}/`);
      expect(data).toMatchObject({ status: 'disabled', disabled_reason: 'failing' });
    });
    await soon(async () => expect(await outbox('endpoint.disabled')).toHaveLength(1));
  });

  it('are stored once and sent once however often an event comes', async () => {
    const sink = await receiver();
    await subscribe(sink.url);
    const event = {
      id: (await service.publish(merchant, 'payment.captured'))[0] as string,
      type: 'payment.captured',
      occurredAt: new Date(),
      data: { merchant_id: merchant.id, livemode: false, amount_minor: 1, currency: 'INR' },
    };
    await Promise.all([service.record([event]), service.record([event])]);
    await soon(() => settled('delivered'));
    expect((await deliveries()).data).toHaveLength(1);
    expect(sink.received).toHaveLength(1);
  });

  it('are signed with the old and the new secret after a rotation', async () => {
    const sink = await receiver();
    const { id, secret } = await subscribe(sink.url);
    await service.publish(merchant, 'payment.captured');
    await soon(() => settled('delivered'));
    const { data } = await merchant.call<{ secret: string }>('POST', `webhooks/endpoints/${id}/rotate-secret/`);
    await service.publish(merchant, 'payment.captured');
    await soon(() => expect(sink.received).toHaveLength(2));
    expect([sink.verifiedBy(secret), sink.verifiedBy(data.secret)]).toEqual([2, 1]);
  });

  describe('to a receiver that misbehaves', () => {
    const firstAttempt = async (behave: Receiver['behave']) => {
      const sink = await receiver(behave);
      await subscribe(sink.url);
      await service.publish(merchant, 'payment.captured');
      return soon(async () => {
        const { data } = await deliveries();
        const { data: one } = await merchant.call<DeliveryReply>('GET', `webhooks/deliveries/${data[0]?.id}/`);
        const [attempt] = one.attempts as [DeliveryReply['attempts'][number] & { duration_ms: number }];
        expect(attempt.duration_ms).not.toBeNull();
        return attempt;
      });
    };

    it('gives up one that never answers at the deadline', async () => {
      const attempt = await firstAttempt(() => undefined);
      expect(attempt).toMatchObject({ status_code: null, error: 'timeout' });
      expect(attempt.duration_ms).toBeLessThan(TIMEOUT_MS + 300);
    });

    it('gives up one that sends its body byte by byte, whatever its status says', async () => {
      const attempt = await firstAttempt((response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
      });
      expect(attempt).toMatchObject({ status_code: 200, error: 'timeout' });
    });

    it('reads no more than it needs of a body without end', async () => {
      const attempt = await firstAttempt((response) => {
        response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) });
        const chunk = Buffer.alloc(64 * 1024, 'x');
        const pour = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', pour);
        pour();
      });
      expect(attempt).toMatchObject({ status_code: 200, error: null });
      expect(attempt.response).toHaveLength(8_192);
    });

    it('does not follow a redirect', async () => {
      const inner = await receiver();
      const attempt = await firstAttempt((response) => void response.writeHead(307, { location: inner.url }).end());
      expect(attempt).toMatchObject({ status_code: 307 });
      expect(inner.received).toHaveLength(0);
    });

    it('masks card numbers in what it keeps of the answer', async () => {
      const attempt = await firstAttempt((response) => void response.writeHead(400).end('bad 4242424242424242\u0000'));
      expect(attempt.response).toBe('bad 424242******4242');
    });

    it('calls a closed port by a generic word', async () => {
      const sink = await Receiver.start();
      const { url } = sink;
      await sink.stop();
      await subscribe(url);
      await service.publish(merchant, 'payment.captured');
      const delivery = await soon(() => settled('exhausted'));
      expect(delivery.attempts[0]).toMatchObject({ status_code: null, error: 'connect_failed' });
    });
  });
});
