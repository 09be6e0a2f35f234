import { eventually } from '#testing';
import { PROMISES } from '../../deploy/local/src/verify/promises.js';
import { offerSlot, registerCustomer, registerMerchant } from '../support/actors.js';
import { HttpClient } from '../support/http-client.js';
import { startOwnPlatform } from '../support/own-platform.js';
import { WebhookSink } from '../support/webhook-sink.js';
import { allChecks, type Watched } from './checks/all-checks.js';
import { Fire, type FireParts } from './fire.js';
import { Acknowledged } from './load/acknowledged.js';
import { Journeys } from '../support/journeys.js';
import { LOST, plant, PLANTS, pluck, TWICE } from './plants.js';
import { ENVIRONMENT } from './run.js';

const JOURNEYS = 12;
/** Nothing may run out, and so tell something, while the checker looks. */
const LONG_HOLDS = { HOLD_TTL_SECONDS: '600' };

describe('the checker can see', () => {
  let watched: Watched;
  let fire: Fire;
  let api: HttpClient;

  beforeAll(async () => {
    const own = await startOwnPlatform({ ...ENVIRONMENT, ...LONG_HOLDS }, { quiet: true, sharedServers: true });
    api = HttpClient.at(own.platform.gatewayUrl);
    const sink = await WebhookSink.start();
    watched = { own, sink, acknowledged: new Acknowledged() };
    fire = new Fire({ own } as FireParts);
    const merchant = await registerMerchant(api, sink.url);
    sink.secret = merchant.webhookSecret;
    const customers = await Promise.all([1, 2, 3].map(() => registerCustomer(api)));
    await new Journeys(customers, [await offerSlot(merchant, 100)], () => 0.5).run(JOURNEYS);
    await eventually(async () => expect(await allChecks(watched)).toEqual([]), { timeoutMs: 60_000, everyMs: 500 });
  }, 180_000);

  afterAll(async () => {
    await api?.close();
    await watched?.sink.stop();
    await watched?.own.stop();
  }, 60_000);

  it.each(PROMISES.map(({ id, says }) => [id, says] as const))(
    'one corrupted row that breaks %s (%s) is reported as that and as nothing else',
    async (id) => {
      const planted = await plant(fire, PLANTS[id]);
      const found = await allChecks(watched);
      await pluck(fire, planted);
      expect(found.map(({ promise }) => promise)).toEqual([id]);
      expect(await allChecks(watched)).toEqual([]);
    },
  );

  const further = [['P3', TWICE], ...LOST.map((one) => ['P5', one] as const)] as const;
  it.each(further.map(([id, one]) => [one.says, id, one] as const))('%s breaks %s alone', async (_says, id, one) => {
    const planted = await plant(fire, one);
    const found = await allChecks(watched);
    await pluck(fire, planted);
    expect([...new Set(found.map(({ promise }) => promise))]).toEqual([id]);
    expect(await allChecks(watched)).toEqual([]);
  });

  it('a webhook that never came to the merchant, or changed on its way, breaks P5', async () => {
    const { received } = watched.sink;
    const [first] = received.splice(0, 1);
    expect((await allChecks(watched)).map(({ promise }) => promise)).toEqual(['P5']);
    if (first) received.push(first, { ...first, raw: `${first.raw} ` });
    // Another body, and a copy that no attempt was written down for.
    expect((await allChecks(watched)).map(({ promise }) => promise)).toEqual(['P5', 'P5']);
    received.pop();
  });

  it('what was acknowledged and is not in the books breaks P5, an order made twice for one key P3', async () => {
    watched.acknowledged.payments.add('00000000-0000-7000-8000-000000000000');
    watched.acknowledged.order('a', '1');
    watched.acknowledged.order('a', '2');
    expect((await allChecks(watched)).map(({ promise }) => promise).sort()).toEqual(['P3', 'P5', 'P5']);
  });
});
