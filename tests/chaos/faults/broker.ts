import type { Fault, Fire } from '../fire.js';
import type { Way } from '../../support/tcp-proxy.js';
import { allAttached, messagingOf } from '../hands/messaging-hand.js';
import { loseQueue, spoilQueue, stopServingQueues } from '../hands/topology-hand.js';
import { must } from '../must.js';

/** Two heartbeats of 10 s must be missed, and the first is looked for after up to 10 s. */
const SILENCE_MS = 32_000;
const ALARM_MS = 5_000;

const outOfReach = ({ parts }: Fire): string | undefined => parts.broker.outOfReach;
const closed = ({ parts }: Fire): string | undefined => parts.broker.closed;

/** The broker ends, loses everything, is full, can't be reached, or has not what it should have. */
export const BROKER_FAULTS: readonly Fault[] = [
  {
    covers: ['F08'],
    how: 'kill -9 the broker',
    unavailable: outOfReach,
    strike: (fire) => fire.parts.broker.crash().then(() => allAttached(fire)),
  },
  {
    covers: ['F08'],
    how: 'restart the broker orderly',
    unavailable: outOfReach,
    strike: (fire) => fire.parts.broker.restart().then(() => allAttached(fire)),
  },
  {
    covers: ['F08'],
    how: "the broker comes back and can't serve three queues that it lists",
    unavailable: closed,
    strike: stopServingQueues,
  },
  {
    covers: ['R19'],
    how: 'kill -9 the broker and delete its data folder',
    unavailable: closed,
    strike: (fire) => fire.parts.broker.lose().then(() => allAttached(fire)),
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
    how: `raise the memory alarm of the broker, which blocks publishers, for ${ALARM_MS / 1_000} s`,
    unavailable: closed,
    strike: (fire) =>
      fire.parts.broker.whileAlarmed(async () => {
        await fire.mustTakeOrders('while the broker blocked publishers');
        await fire.wait(ALARM_MS);
        const { blocked, oldestUnconfirmedMs = 0 } = (await messagingOf(fire, 'payment')) ?? {};
        must(blocked === true && oldestUnconfirmedMs > ALARM_MS / 2, 'the alarm did not hold up the relay');
      }),
  },
  {
    covers: ['F11'],
    how: 'delete the queue of one of three consumers, which stands still: its events have nowhere to go',
    strike: loseQueue,
  },
  {
    covers: ['F12'],
    how: "a deployment has left booking's queue with other arguments: it can't be declared until that is removed",
    strike: spoilQueue,
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
      for (const service of ['booking', 'analytics'] as const) {
        const { attached } = (await messagingOf(fire, service)) ?? {};
        if (attached !== 0)
          fire.unexpected.push(`${service} has ${attached} consumers on a way that was ${way} for ${SILENCE_MS} ms`);
      }
      fire.parts.own.ways.broker.set('pass');
      await allAttached(fire, `the way to the broker was ${way}`);
    },
  };
}
