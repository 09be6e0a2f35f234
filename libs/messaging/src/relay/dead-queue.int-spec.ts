import { type ChannelModel, connect } from 'amqplib';
import { newId } from '#kernel';
import { eventually, rabbitmqctlReached } from '#testing';
import { BrokerLink } from '../broker/broker-link.js';
import { openConfirmChannel } from '../broker/open-channel.js';
import {
  appendAll,
  type Assembled,
  assemble,
  eavesdrop,
  eventsOf,
  newEvent,
  type Stage,
  stage,
} from '../service.fixture.js';
import { stopServing, whileSilent } from '../topology/dead-queues.fixture.js';
import { queueOf } from '../topology/names.js';
import { Leadership } from './leadership.js';
import { Lease } from './lease.js';
import { type Claim, ConsumerQueues } from './stragglers/consumer-queues.js';
import { Stragglers } from './stragglers/stragglers.js';

const route = { producer: 'payment', consumer: 'analytics' } as const;

type Sleep = () => Promise<void>;
const after = (first: () => Promise<void>, then: Sleep) => async (): Promise<void> => {
  await first();
  await then();
};
const once = (work: Sleep): Sleep => {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
};

class PausingQueues extends ConsumerQueues {
  pausing = (claim: Claim): Claim => claim;

  override prepare(to: typeof route, claim: Claim): Promise<string | undefined> {
    return super.prepare(to, this.pausing(claim));
  }
}

/** Skipped on servers that were given: nobody can stop a queue's process from outside. */
const insideTheBroker = rabbitmqctlReached() ? describe : describe.skip;

insideTheBroker('a queue of one consumer that the broker can no longer serve', () => {
  let at: Stage;
  let payment: Assembled;
  let connection: ChannelModel;
  let endSession: () => Promise<void>;
  const queue = () => queueOf('analytics', 'payment', at.broker.namespace);

  beforeEach(async () => {
    endSession = async () => undefined;
    at = await stage();
    payment = assemble('payment', at.producer.database, at.broker);
    payment.relay.start();
    await eventually(() => payment.relay.leading);
    connection = await connect(at.broker.url);
    connection.on('error', () => undefined);
  });
  afterEach(async () => {
    await endSession();
    await connection.close();
    await payment.close();
    await at.close();
  });

  const tell = async (count: number): Promise<string[]> => {
    const events = Array.from({ length: count }, () => ({ ...newEvent('payment.captured'), eventId: newId() }));
    await appendAll(at.producer.database, payment, events);
    return events.map(({ eventId }) => eventId);
  };
  /** 0 in between, while there is no such queue. */
  const countOf = async (name: string): Promise<number> => {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const found = await channel.checkQueue(name).catch(() => undefined);
    if (found) await channel.close();
    return found?.messageCount ?? 0;
  };
  const hears = async (...ids: string[]): Promise<void> => {
    const heard = new Set<string>();
    const ear = await eavesdrop(at.broker.url, queue(), (message) => {
      for (const { id } of eventsOf(message)) heard.add(id);
    });
    await eventually(() => ids.every((id) => heard.has(id)), { timeoutMs: 20_000 }).finally(() => ear.stop());
  };

  it.each([
    ['its own', (name: string) => [name]],
    ['its own and a rung of its ladder', (name: string) => [name, `${name}.retry.10s`]],
  ])(
    'is noticed under the open channel (%s) and made anew; what it held, and what came after, arrives',
    async (_, which) => {
      const before = await tell(3);
      await eventually(async () => (await countOf(queue())) > 0);
      await stopServing(...which(queue()));
      const after = await tell(2);
      await eventually(async () => (await countOf(queue())) > 0, { timeoutMs: 25_000 });
      await hears(...before, ...after);
      await hears(...(await tell(1)));
    },
    60_000,
  );

  it('is made anew by whoever leads after the broker came back with it', async () => {
    const before = await tell(3);
    await eventually(async () => (await countOf(queue())) > 0);
    await payment.close();
    await stopServing(queue(), `${queue()}.dlq`);
    payment = assemble('payment', at.producer.database, at.broker);
    const after = await tell(2);
    payment.relay.start();
    await eventually(() => payment.relay.leading, { timeoutMs: 25_000 });
    await hears(...before, ...after);
  }, 60_000);

  it('does not count as emptied by its consumer: the note that a rewind goes by is not written', async () => {
    const { leadership, stragglers } = await session();
    // The broker may be slow to tell of the mark that has just been set.
    await eventually(() => leadership.drained(stragglers));
    const rung = `${queue()}.retry.60s`;
    await whileSilent(rung, async () => expect(await leadership.drained(stragglers)).toBe(false));
    await stopServing(rung);
    await expect(leadership.drained(stragglers)).rejects.toThrow(`can't serve ${rung}`);
  });

  /** Where a leader sleeps past its lease while it mends the queue that it found dead. */
  const PAUSES = [
    [
      'before it asks whether it still leads',
      (claim: Claim, sleep: Sleep): Claim => ({ ...claim, lost: after(claim.lost, sleep) }),
    ],
    [
      'right before it deletes',
      (claim: Claim, sleep: Sleep): Claim => ({ ...claim, mustLead: after(claim.mustLead, sleep) }),
    ],
  ] as const;
  it.each(PAUSES)(
    'does not cost what its successor sent, when a leader sleeps %s',
    async (_, pausing) => {
      const { stragglers, queues } = await session();
      const before = await tell(1);
      await stopServing(queue());
      const meanwhile: string[] = [];
      const sleep = once(async () => {
        await overtake();
        await eventually(() => payment.relay.leading, { timeoutMs: 25_000 });
        meanwhile.push(...(await tell(1)));
        await eventually(async () => (await countOf(queue())) > 0);
      });
      queues.pausing = (claim) => pausing(claim, sleep);
      await expect(stragglers.prepare(route)).rejects.toThrow('taken over');
      const later = await tell(1);
      await eventually(async () => (await countOf(queue())) > 0, { timeoutMs: 25_000 });
      await hears(...before, ...meanwhile, ...later);
    },
    60_000,
  );

  const session = async () => {
    await payment.close();
    payment = assemble('payment', at.producer.database, at.broker);
    const client = await at.producer.database.connectAlone('leader', {}, () => undefined);
    const lease = await Lease.acquire(client, newId());
    if (!lease) throw new Error('somebody else leads');
    const options = { service: 'payment', rabbitmqUrl: at.broker.url, namespace: at.broker.namespace } as const;
    const link = new BrokerLink(at.broker.url, 'leader');
    const open = await openConfirmChannel(link);
    const leadership = new Leadership(options, client, link, open);
    const { publisher } = await leadership.begin(lease);
    const queues = new PausingQueues(link, options);
    const stragglers = new Stragglers(options, client, lease, queues, publisher);
    endSession = async () => {
      await lease.release();
      await client.end();
      await link.close();
    };
    return { leadership, stragglers, queues };
  };
  const overtake = async () => {
    await at.producer.database.query("update outbox_cursor set lease_until = '-infinity'");
    payment.relay.start();
  };
});
