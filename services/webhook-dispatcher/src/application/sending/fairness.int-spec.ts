import { jest } from '@jest/globals';
import { Receiver } from '../../receiver.fixture.js';
import { ServiceFixture, type TestMerchant, SLOW_MS, soon } from '../../service.fixture.js';

const settings = { WEBHOOK_TOTAL_TIMEOUT_MS: '3000', WEBHOOK_LEASE_MS: '9000' };

jest.setTimeout(SLOW_MS);

describe('a slow or dead endpoint', () => {
  let service: ServiceFixture;
  const receivers: Receiver[] = [];

  beforeAll(async () => {
    service = await ServiceFixture.start(settings);
  });
  afterAll(async () => {
    for (const receiver of receivers) await receiver.stop();
    await service.close();
  });

  const listening = async (
    behave?: Receiver['behave'],
  ): Promise<{ merchant: TestMerchant; sink: Receiver; id: string }> => {
    const sink = await Receiver.start(behave);
    receivers.push(sink);
    const merchant = await service.merchant();
    const { data } = await merchant.call<{ id: string }>('POST', 'webhooks/endpoints/', { url: sink.url });
    return { merchant, sink, id: data.id };
  };

  it('delays nobody else: 40 that hang with full queues, one healthy gets all of its own at once', async () => {
    const hanging = await Promise.all(Array.from({ length: 40 }, () => listening(() => undefined)));
    const healthy = await listening();
    for (const { merchant } of hanging) await service.publish(merchant, 'payment.captured', 20);
    await soon(() => expect(hanging.filter(({ sink }) => sink.received.length > 0).length).toBeGreaterThan(20));
    const startedMs = performance.now();
    await service.publish(healthy.merchant, 'payment.captured', 100);
    await soon(() => expect(healthy.sink.received).toHaveLength(100));
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  });

  it('is left alone after five failures, for every process, and probed with one delivery', async () => {
    const failing = await listening((response) => void response.writeHead(500).end());
    await service.publish(failing.merchant, 'payment.captured', 50);
    const breaker = () =>
      service.database.query<{ openings: number }>(`select openings from endpoint where id = '${failing.id}'`);
    await soon(async () => expect(await breaker()).toEqual([{ openings: 1 }]));
    const sent = failing.sink.received.length;
    expect(sent).toBeLessThan(12);
    // Half a minute later, told to the database; this process keeps its own clock, another has to ask.
    await service.database.query(`update endpoint set open_until = now() where id = '${failing.id}'`);
    const another = await service.startAnother(settings);
    await soon(async () => expect(await breaker()).toEqual([{ openings: 2 }]));
    expect(failing.sink.received.length - sent).toBe(1);
    failing.sink.behave = (response) => void response.writeHead(200).end();
    await service.database.query(`update endpoint set open_until = now() where id = '${failing.id}'`);
    const third = await service.startAnother(settings);
    await soon(() => expect(new Set(failing.sink.ids()).size).toBe(50));
    expect(await breaker()).toEqual([{ openings: 0 }]);
    await Promise.all([another.close(), third.close()]);
  });
});
