import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fault } from '../fire.js';
import { outlivesItsLeases } from '../hands/lease-hand.js';
import { lockedOut } from '../hands/lock-hand.js';

const CLOCK_OFF_MS = 600_000;

const killed = (service: ServiceName, covers: readonly string[]): Fault => ({
  covers,
  how: `kill -9 ${service}`,
  strike: (fire) => fire.kill(service),
});

const dies = (service: ServiceName, covers: readonly string[], points: readonly string[], lives = 1): Fault => ({
  covers,
  how: `${service} dies at ${points.join(', ')}${lives > 1 ? ` ${lives} times in a row` : ''}`,
  strike: (fire) => fire.killAt(service, points, lives),
});

/** Processes that end, stand still, or have a wrong clock. */
export const SERVICE_FAULTS: readonly Fault[] = [
  killed('api-gateway', ['F01']),
  killed('auth', ['F01']),
  killed('payment', ['F01', 'F06']),
  dies('payment', ['F01', 'F06'], ['outbox.committed:15']),
  {
    covers: ['F01', 'F06'],
    how: 'kill -9 payment while its transactions have written and have not committed',
    strike: (fire) => lockedOut(fire, 'payment', 'outbox', () => fire.kill('payment')),
  },
  {
    covers: ['F02'],
    how: 'kill -9 payment while the provider is slow to answer',
    async strike(fire) {
      await fire.parts.provider.behave({ kind: 'answers_slow', value: 1_000, seconds: 3 });
      await fire.wait(1_500);
      await fire.kill('payment');
    },
  },
  dies('payment', ['F03'], ['relay.published:3']),
  dies('payment', ['F03'], ['relay.confirmed:3']),
  dies('booking', ['F07'], ['consumer.mid-batch:2']),
  dies('booking', ['F07'], ['consumer.committed:2']),
  dies('booking', ['F13'], ['consumer.inbox-inserted'], 3),
  killed('booking', ['F07']),
  killed('analytics', ['F08']),
  killed('provider-simulator', ['F26']),
  {
    covers: ['F05'],
    how: 'kill -9 webhook-dispatcher while the merchant answers slowly',
    async strike(fire) {
      fire.parts.sink.delayMs = 600;
      await fire.wait(1_000);
      await fire.kill('webhook-dispatcher');
      await fire.wait(700);
      await fire.kill('webhook-dispatcher');
      fire.parts.sink.delayMs = 0;
    },
  },
  {
    covers: ['F05'],
    how: 'kill -9 webhook-dispatcher when the merchant has answered and that is not written down',
    async strike(fire) {
      fire.parts.sink.delayMs = 600;
      await fire.wait(800);
      // What is under way is answered meanwhile, and its result can't be written.
      await lockedOut(fire, 'webhook-dispatcher', 'attempt', async () => {
        await fire.wait(800);
        await fire.kill('webhook-dispatcher');
      });
      fire.parts.sink.delayMs = 0;
    },
  },
  dies('webhook-dispatcher', ['F05'], ['consumer.committed:2']),
  {
    covers: ['F04', 'F31'],
    how: 'payment, webhook-dispatcher and booking stand still for 65 s, past every lease, while second replicas take over',
    strike: outlivesItsLeases,
  },
  {
    covers: ['F30'],
    how: "payment's clock is 10 min ahead and booking's 10 min behind, then both step back",
    async strike(fire) {
      const { processes } = fire.parts.own;
      const shift = (offsetMs: number) =>
        Promise.all([processes.shiftClock('payment', offsetMs), processes.shiftClock('booking', -offsetMs)]);
      try {
        await shift(CLOCK_OFF_MS);
        await fire.wait(6_000);
      } finally {
        await shift(0);
      }
    },
  },
];
