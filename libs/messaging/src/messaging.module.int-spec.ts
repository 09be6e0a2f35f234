import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database, PostgresModule } from '#postgres';
import { eventually } from '#testing';
import { connectMessaging } from './connect-messaging.js';
import { PermanentError } from './consumer/permanent-error.js';
import type { ReceivedEvent } from './consumer/received-event.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { messageContext } from './message-context.js';
import { MessagingHealth } from './messaging-health.js';
import { MessagingModule } from './messaging.module.js';
import { Outbox } from './outbox/outbox.js';
import { newEvent, type Stage, stage } from './service.fixture.js';

const heard: (ReceivedEvent & { correlation: string | undefined })[] = [];

@Controller()
class CapturedConsumer {
  @EventPattern('payment.captured', { batch: { max: 100 } })
  handle(@Payload() events: ReceivedEvent<'payment.captured'>[]): void {
    for (const event of events) heard.push({ ...event, correlation: messageContext.getStore()?.correlationId });
  }

  @EventPattern('payment.failed')
  async refuse(@Payload() events: ReceivedEvent<'payment.failed'>[]): Promise<void> {
    throw new PermanentError('not-ours', `${events.length} refused`);
  }
}

const serviceModule = (
  service: 'payment' | 'booking',
  at: Stage,
  url: string,
  controllers: [] | [typeof CapturedConsumer],
) => {
  const { url: rabbitmqUrl, namespace } = at.broker;
  @Module({
    imports: [
      PostgresModule.forRoot({ url, applicationName: service, poolSize: 5 }),
      MessagingModule.forRoot({ service, rabbitmqUrl, namespace }),
    ],
    controllers: [...controllers],
  })
  class ServiceModule {}
  return ServiceModule;
};

describe('messaging in a Nest application', () => {
  let at: Stage;
  let payment: NestFastifyApplication;
  let booking: NestFastifyApplication;
  const tell = (...events: Parameters<Outbox['append']>[0]) =>
    payment.get(Database).transaction(() => payment.get(Outbox).append(events));

  beforeAll(async () => {
    at = await stage();
    const open = async (module: ReturnType<typeof serviceModule>) => {
      const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: ['error'] });
      connectMessaging(app);
      await app.startAllMicroservices();
      return app.init();
    };
    payment = await open(serviceModule('payment', at, at.producer.url, []));
    booking = await open(serviceModule('booking', at, at.consumer.url, [CapturedConsumer]));
    await eventually(async () => (await booking.get(MessagingHealth).report()).ready);
  });
  afterAll(async () => {
    await booking.close();
    await payment.close();
    await at.close();
  });

  it('carries an event from one service to the handlers of another, with what the request carried', async () => {
    await messageContext.run({ correlationId: 'request-1' }, () => tell(newEvent('payment.captured')));
    await eventually(() => heard.length === 1);
    expect(heard[0]).toMatchObject({ type: 'payment.captured', correlationId: 'request-1', correlation: 'request-1' });
  });

  it('keeps the kind of a handler error whole on its way through Nest', async () => {
    await tell(newEvent('payment.failed'));
    await eventually(async () => (await booking.get(DeadLetters).countOpen()) === 1);
    const { items } = await booking.get(DeadLetters).list();
    expect(items[0]).toMatchObject({ type: 'payment.failed', reason: 'not-ours', detail: '1 refused' });
  });

  it('reports how it stands', async () => {
    await eventually(async () => (await payment.get(MessagingHealth).report()).oldestUnconfirmedMs === 0);
    const report = await booking.get(MessagingHealth).report();
    expect(report).toMatchObject({ ready: true, connected: true, attached: report.queues, blocked: false });
    expect(payment.get(MessagingHealth).numbers()['outbox_published_total']).toBeGreaterThanOrEqual(2);
  });
});
