import type { ServiceName } from '../../../deploy/local/src/platform/services.js';
import type { Fault, Fire } from '../fire.js';
import { secondReplica } from '../hands/second-replica.js';

/** Longer than a relay's lease (10 s) and than an operation's. */
const PAUSE_MS = 12_000;
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
    covers: ['F04', 'F31'],
    how: `payment is stopped for ${PAUSE_MS / 1_000} s, past its leases, while a second replica runs, and wakes up again`,
    strike: pausedLeader,
  },
  {
    covers: ['F31'],
    how: `booking and webhook-dispatcher stand still for ${PAUSE_MS / 1_000} s`,
    async strike(fire) {
      fire.signal('booking', 'SIGSTOP');
      fire.signal('webhook-dispatcher', 'SIGSTOP');
      await fire.wait(PAUSE_MS);
      fire.signal('booking', 'SIGCONT');
      fire.signal('webhook-dispatcher', 'SIGCONT');
    },
  },
  {
    covers: ['F30'],
    how: "payment's clock is 10 min ahead and booking's 10 min behind, then both step back",
    async strike(fire) {
      fire.parts.own.processes.shiftClock('payment', CLOCK_OFF_MS);
      fire.parts.own.processes.shiftClock('booking', -CLOCK_OFF_MS);
      await fire.wait(6_000);
      fire.parts.own.processes.shiftClock('payment', 0);
      fire.parts.own.processes.shiftClock('booking', 0);
    },
  },
];

async function pausedLeader(fire: Fire): Promise<void> {
  const replica = await secondReplica(fire.parts.own, 'payment');
  try {
    fire.signal('payment', 'SIGSTOP');
    await fire.wait(PAUSE_MS);
    fire.signal('payment', 'SIGCONT');
    await fire.wait(3_000);
  } finally {
    await replica.stop();
  }
}
