import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { type ConfirmChannel, connect } from 'amqplib';
import { dataServices, eventually, type TestDatabase, testDatabase } from '#testing';
import { Canary, type Places } from './canary.js';

const SECRET = 'planted-passphrase-of-the-canary';

/** The search at the end of a run is worth what it finds: each way out is tried on places of its own. */
describe('the canary of a whole run finds a planted secret', () => {
  const { rabbitmqUrl } = dataServices();
  const queue = `canary-${randomBytes(4).toString('hex')}`;
  let folder: string;
  let test: TestDatabase;
  let canary: Canary;
  let places: Places;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'faregate-canary-spec-'));
    test = await testDatabase({ migrations: [] });
    await test.database.execute('create table kept (id int, note text, sealed bytea)');
    await onBroker(rabbitmqUrl, (channel) =>
      channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' }, durable: true }),
    );
    const folders = { logFolder: join(folder, 'logs'), mailFolder: join(folder, 'mails') };
    for (const one of Object.values(folders)) mkdirSync(one);
    places = { databases: { shop: test.url }, queues: [queue, `${queue}.gone`], ...folders };
    canary = await Canary.start(rabbitmqUrl);
    appendFileSync(canary.secretsFile, `${JSON.stringify({ kind: 'password', secret: SECRET })}\n`);
  });
  afterAll(async () => {
    await canary.close();
    await onBroker(rabbitmqUrl, (channel) => channel.deleteQueue(queue));
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const found = async (): Promise<string[]> => (await canary.search(places)).findings.lines();
  /** Nothing before, the place alone while it is there, nothing after. */
  const only = async (place: string, plant: () => Promise<unknown>, remove: () => Promise<unknown>) => {
    expect(await found()).toEqual([]);
    await plant();
    await eventually(async () => expect(await found()).toEqual([expect.stringContaining(place)]));
    await remove();
  };

  it('in a row, in clear and as bytes', async () => {
    const clear = () => test.database.execute('delete from kept');
    await only(
      'shop.public.kept',
      () => test.database.execute(`insert into kept values (1, $1)`, [`x${SECRET}y`]),
      clear,
    );
    const bytes = [Buffer.from(`{"p":"${SECRET}"}`)];
    await only('shop.public.kept', () => test.database.execute(`insert into kept values (2, '', $1)`, bytes), clear);
  });

  it.each(['logs', 'mails'])('in the %s, however it is wrapped', async (kind) => {
    const file = join(folder, kind, 'service.log');
    const write = (text: string) => () => Promise.resolve(writeFileSync(file, text));
    const remove = () => Promise.resolve(rmSync(file));
    await only(`${kind} service.log`, write(`{"msg":"login ${SECRET}"}\n`), remove);
    await only(`${kind} service.log`, write(`dear =\r\n${SECRET.slice(0, 9)}=\r\n${SECRET.slice(9)}`), remove);
    await only(`${kind} service.log`, write(`{"basic":"${Buffer.from(SECRET).toString('base64')}"}`), remove);
  });

  it('in a message that waits in a queue, which stays there', async () => {
    const options = { persistent: true, headers: { 'x-detail': SECRET } };
    const count = async () => (await onBroker(rabbitmqUrl, (channel) => channel.checkQueue(queue))).messageCount;
    const send = () =>
      onBroker(rabbitmqUrl, async (channel) => channel.sendToQueue(queue, Buffer.from('{}'), options));
    await only(`queue ${queue}`, send, async () => {
      expect(await eventually(async () => (await count()) || false)).toBe(1);
      await onBroker(rabbitmqUrl, (channel) => channel.purgeQueue(queue));
    });
  });

  it('in a message that was sent, though nobody keeps it', async () => {
    expect(await found()).toEqual([]);
    const body = Buffer.from(JSON.stringify({ SECRET }));
    await onBroker(canary.brokerUrl, async (channel) => channel.sendToQueue(`${queue}.gone`, body));
    await eventually(async () => expect(await found()).toEqual([expect.stringContaining('broker connections')]));
  });
});

async function onBroker<T>(url: string, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  const result = await work(channel);
  await channel.waitForConfirms();
  await connection.close();
  return result;
}
