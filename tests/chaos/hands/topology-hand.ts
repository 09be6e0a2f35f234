import type { Channel } from 'amqplib';
import type { Fire } from '../fire.js';
import { must } from '../must.js';
import { allAttached, messagingOf } from './messaging-hand.js';

const NOTICED_WITHIN_MS = 15_000;

const exists = (fire: Fire, queue: string): Promise<boolean> =>
  fire.amqp((channel) =>
    channel.checkQueue(queue).then(
      () => true,
      () => false,
    ),
  );

/**
 * The other consumers' queues take their copies: the relay has to notice that one had nowhere to go, and make the
 * queue anew while nobody else could.
 */
export async function loseQueue(fire: Fire): Promise<void> {
  const queue = `${fire.namespace}webhook-dispatcher.on-payment.v1`;
  await fire.whileStopped(['webhook-dispatcher'], async () => {
    await fire.amqp((channel) => channel.deleteQueue(queue));
    const until = Date.now() + NOTICED_WITHIN_MS;
    while (!(await exists(fire, queue))) {
      if (Date.now() > until)
        return void fire.unexpected.push(`for ${NOTICED_WITHIN_MS} ms nobody noticed that ${queue} was gone`);
      await fire.wait(100);
    }
  });
  await allAttached(fire, 'its queue was gone');
}

/** Booking must stay up and not ready, everything else must go on, and all that went astray must come again. */
export async function spoilQueue(fire: Fire): Promise<void> {
  const queue = `${fire.namespace}booking.on-payment.v1`;
  await fire.whileStopped(['booking', 'payment'], async () => {
    const refused = await fire.amqp((channel) => redeclare(channel, queue));
    must(refused, `the broker took other arguments for ${queue}, which is in use`);
    await fire.amqp(async (channel) => {
      await channel.deleteQueue(queue);
      must(!(await redeclare(channel, queue)), `${queue} could not be made with other arguments`);
    });
  });
  await fire.wait(4_000);
  await fire.mustTakeOrders("while booking's queue had other arguments");
  const { queues = 0, attached = 0 } = (await messagingOf(fire, 'booking')) ?? {};
  must(attached < queues, `booking has a consumer on a queue that is not as it declares it (${attached} of ${queues})`);
  await fire.amqp((channel) => channel.deleteQueue(queue));
  await allAttached(fire, 'its queue could be declared again');
}

/**
 * The relay's mark, a consumer's queue and a rung of its ladder: declaring them goes well, and whoever uses them loses
 * the connection. The relay has to take them away and to make them anew.
 */
export async function stopServingQueues(fire: Fire): Promise<void> {
  const queue = `${fire.namespace}payment.on-booking.v1`;
  const dead = [`${fire.namespace}generation.booking`, queue, `${queue}.retry.10s`];
  await fire.parts.broker.stopServing(dead);
  must(await costsTheConnection(fire, queue), `${queue} still answers`);
  fire.parts.own.ways.broker.reset();
  const until = Date.now() + NOTICED_WITHIN_MS;
  for (const each of dead)
    while (await costsTheConnection(fire, each)) {
      if (Date.now() > until)
        return void fire.unexpected.push(
          `for ${NOTICED_WITHIN_MS} ms nobody made ${each} anew, which the broker can't serve`,
        );
      await fire.wait(200);
    }
  await allAttached(fire, 'queues were made anew');
}

const costsTheConnection = (fire: Fire, queue: string): Promise<boolean> =>
  fire
    .amqp(async (channel) => {
      const message = await channel.get(queue);
      if (message) channel.nack(message, false, true);
      return false;
    })
    .catch(() => true);

/** True when the broker refuses: PRECONDITION_FAILED closes the channel. */
const redeclare = (channel: Channel, queue: string): Promise<boolean> =>
  channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'classic' } }).then(
    () => false,
    () => true,
  );
