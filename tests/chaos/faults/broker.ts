import type { Fault, Fire } from '../fire.js';
import type { Way } from '../../support/tcp-proxy.js';

/** Longer than the heartbeat (10 s) takes to find out. */
const SILENCE_MS = 22_000;
const KEY = 'payment.captured';
const CONSUMERS = ['booking', 'webhook-dispatcher', 'analytics'] as const;

const outOfReach = ({ parts }: Fire): string | undefined => parts.broker.outOfReach;
const closed = ({ parts }: Fire): string | undefined => parts.broker.closed;

/** The broker ends, loses everything, is full, can't be reached, or has not what it should have. */
export const BROKER_FAULTS: readonly Fault[] = [
  {
    covers: ['F08'],
    how: 'kill -9 the broker',
    unavailable: outOfReach,
    strike: ({ parts }) => parts.broker.crash(),
  },
  {
    covers: ['F08'],
    how: 'restart the broker orderly',
    unavailable: outOfReach,
    strike: ({ parts }) => parts.broker.restart(),
  },
  {
    covers: ['R19'],
    how: 'kill -9 the broker and delete its data folder',
    unavailable: closed,
    strike: ({ parts }) => parts.broker.lose(),
  },
  {
    covers: ['F09'],
    how: 'cut every connection to the broker (RST), three times, then refuse them for 3 s',
    async strike(fire) {
      const way = fire.parts.own.ways.broker;
      for (let i = 0; i < 3; i += 1) {
        way.reset();
        await fire.wait(400);
      }
      way.set('refuse');
      await fire.mustTakeOrders('while the broker refused connections');
      await fire.wait(3_000);
      way.set('pass');
    },
  },
  silent('blackhole', 'carry nothing to or from the broker'),
  silent('half-open', 'lose everything that the broker answers'),
  {
    covers: ['F10'],
    how: 'raise the memory alarm of the broker, which blocks publishers, for 5 s',
    unavailable: closed,
    strike: (fire) =>
      fire.parts.broker.whileAlarmed(async () => {
        await fire.mustTakeOrders('while the broker blocked publishers');
        await fire.wait(5_000);
      }),
  },
  {
    covers: ['F11'],
    how: `delete every binding of ${KEY}, so that it can't be routed`,
    strike: unbound,
  },
  {
    covers: ['F12'],
    how: 'declare a queue in use again with other arguments',
    strike: otherArguments,
  },
];

function silent(way: Way, how: string): Fault {
  return {
    covers: ['F09'],
    how: `${how} for ${SILENCE_MS / 1_000} s`,
    async strike(fire) {
      fire.parts.own.ways.broker.set(way);
      await fire.wait(SILENCE_MS / 2);
      await fire.mustTakeOrders(`while the way to the broker was ${way}`);
      await fire.wait(SILENCE_MS / 2);
      fire.parts.own.ways.broker.set('pass');
    },
  };
}

/** The relay stands still meanwhile: one binding that goes alone would only be a consumer that left. */
async function unbound(fire: Fire): Promise<void> {
  fire.signal('payment', 'SIGSTOP');
  await fire.wait(400);
  const { namespace } = fire;
  await fire.amqp(async (channel) => {
    for (const consumer of CONSUMERS)
      await channel.unbindQueue(`${namespace}${consumer}.on-payment.v1`, `${namespace}evt.payment`, KEY);
  });
  fire.signal('payment', 'SIGCONT');
  await fire.wait(1_500);
}

async function otherArguments(fire: Fire): Promise<void> {
  const queue = `${fire.namespace}booking.on-payment.v1`;
  const refused = await fire.amqp((channel) =>
    channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'classic' } }).then(
      () => false,
      () => true,
    ),
  );
  if (!refused) fire.unexpected.push(`the broker took other arguments for ${queue}`);
  await fire.kill('booking');
}
