import { newId } from '#kernel';
import { eventually } from '#testing';
import type { SessionView } from '../application/views.js';
import type { MisbehaviourKind } from '../domain/misbehaviour.js';
import { type Receiver, receiver } from '../receiver.fixture.js';
import { type RunningSimulator, runningSimulator, SECRETS } from '../running-simulator.fixture.js';
import { signEvent } from './event-signature.js';

let simulator: RunningSimulator;
let merchant: Receiver;
beforeAll(async () => {
  merchant = await receiver();
  simulator = await runningSimulator();
}, 30_000);
beforeEach(async () => {
  merchant.answer = 200;
  await simulator.call('DELETE', '/control/behaviours');
});
afterAll(async () => {
  await simulator?.stop();
  await merchant?.close();
});

const charge = async (reference = newId(), upiId = 'success@upi') => {
  const demand = {
    reference,
    amount: 500,
    currency: 'INR',
    capture: 'automatic',
    return_url: 'http://localhost/back',
    notify_url: merchant.url,
  };
  await simulator.call<SessionView>('POST', '/v1/charges', { ...demand, source: { upi_id: upiId } });
  return reference;
};
const script = (kind: MisbehaviourKind, more: object = {}) =>
  simulator.call('POST', '/control/behaviours', { kind, ...more });
const typesOf = (reference: string) => merchant.of(reference).map(({ type }) => type);
const BOTH = ['payment.authorized', 'payment.captured'];
const right = (event: Receiver['events'][number]) => {
  const header = String(event.headers['simulator-signature']);
  return header === signEvent(SECRETS.webhookSecret, event.rawBody.toString(), Number(/t=(\d+)/.exec(header)?.[1]));
};

describe('Events to merchants', () => {
  it('come at once, signed over their raw bytes, with the id of the body', async () => {
    const reference = await charge();
    await eventually(() => expect(typesOf(reference).sort()).toEqual(BOTH), { timeoutMs: 1_000 });
    for (const event of merchant.of(reference))
      expect([right(event), event.headers['simulator-event-id']]).toEqual([true, event.id]);
  });

  it('are sent again until they are accepted', async () => {
    merchant.answer = 503;
    const reference = await charge();
    await eventually(() => merchant.of(reference).length >= 3);
    merchant.answer = 200;
    await eventually(async () => {
      const { body } = await simulator.call<{ waiting: number }>('GET', '/control/events');
      expect(body.waiting).toBe(0);
    });
    expect(new Set(merchant.of(reference).map(({ id }) => id)).size).toBe(2);
  });

  it('that a dead process had not sent are sent by the next one', async () => {
    const reference = newId();
    await simulator.database.database.query(
      `insert into session (id, reference, idempotency_key, request_hash, amount, currency, capture, description,
         return_url, notify_url,
         server_side, status, try_count, expires_at, created_at)
       values ('cs_x', $1, $1, '', 1, 'INR', 'manual', '', '', $2, false, 'open', 0, now() + interval '1 hour', now())`,
      [reference, merchant.url],
    );
    await simulator.database.database.query(
      `insert into notice (id, session_id, type, url, body, copies, forged, dropped, held, available_at)
       values ('evt_x', 'cs_x', 'session.cancelled', $1, $2, 1, false, false, true, now() + interval '1 minute')`,
      [merchant.url, JSON.stringify({ id: 'evt_x', type: 'session.cancelled', data: { session: { reference } } })],
    );
    await simulator.restart();
    await eventually(() => expect(typesOf(reference)).toEqual(['session.cancelled']));
  });

  it('are written with the books: none is lost when the receiver and then the simulator are down', async () => {
    merchant.answer = 500;
    const references = await Promise.all(Array.from({ length: 20 }, () => charge()));
    await simulator.restart();
    merchant.answer = 200;
    const before = merchant.events.length;
    await eventually(() => {
      const accepted = new Set(merchant.events.slice(before).map(({ id }) => id));
      return references.every(
        (reference) =>
          new Set(
            merchant
              .of(reference)
              .filter(({ id }) => accepted.has(id))
              .map(({ id }) => id),
          ).size === 2,
      );
    });
  }, 15_000);
});

describe('Scripted misbehaviour', () => {
  it('duplicates events', async () => {
    const reference = newId();
    await script('events_duplicated', { reference, value: 2 });
    await charge(reference);
    await eventually(() => expect(typesOf(reference)).toHaveLength(6));
  });

  it('sends what happened together in the wrong order', async () => {
    const reference = newId();
    await script('events_reordered', { reference, value: 1_200 });
    await charge(reference);
    await eventually(() => expect(typesOf(reference)).toEqual([...BOTH].reverse()));
  });

  it('delays events, and lets them go when told to', async () => {
    const reference = newId();
    await script('events_delayed', { reference, value: 60_000 });
    await charge(reference);
    expect(typesOf(reference)).toEqual([]);
    await simulator.call('POST', '/control/advance', { reference });
    await eventually(() => expect(typesOf(reference)).toHaveLength(2));
  });

  it('drops events, only as often as told', async () => {
    const reference = newId();
    await script('events_dropped', { reference, count: 1 });
    await charge(reference);
    await eventually(() => expect(typesOf(reference)).toEqual(['payment.captured']));
  });

  it('forges a signature before it sends the right one', async () => {
    const reference = newId();
    await script('events_forged', { reference });
    await charge(reference);
    await eventually(() => expect(merchant.of(reference).map(right).sort()).toEqual([false, false, true, true]));
  });

  it('tells a wrong amount', async () => {
    const reference = newId();
    await script('events_wrong_amount', { reference, value: 7 });
    await charge(reference);
    await eventually(() =>
      expect(merchant.of(reference).map(({ rawBody }) => /"amount":(\d+)/.exec(rawBody.toString())?.[1])).toEqual([
        '507',
        '507',
      ]),
    );
  });

  it('answers 5xx and does nothing', async () => {
    const reference = newId();
    await script('answers_5xx', { reference, count: 1 });
    await charge(reference);
    expect((await simulator.call<{ data: unknown[] }>('GET', `/v1/sessions?reference=${reference}`)).body.data).toEqual(
      [],
    );
  });

  it('loses the answer of what it did', async () => {
    const reference = newId();
    await script('answers_lost', { reference, count: 1 });
    await expect(charge(reference)).rejects.toThrow();
    expect(
      (await simulator.call<{ data: SessionView[] }>('GET', `/v1/sessions?reference=${reference}`)).body.data[0]
        ?.status,
    ).toBe('completed');
  });

  it('sends the events before the answer', async () => {
    const reference = newId();
    await script('events_before_answer', { reference, value: 400 });
    await charge(reference);
    expect(typesOf(reference)).toHaveLength(2);
  });

  it('answers slowly', async () => {
    const reference = newId();
    await script('answers_slow', { reference, value: 300, seconds: 60 });
    const began = Date.now();
    await charge(reference);
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
  });

  it('shows and removes its scripts', async () => {
    const { body } = await script('events_dropped', { reference: newId() });
    expect((await simulator.call<{ data: unknown[] }>('GET', '/control/behaviours')).body.data).toHaveLength(1);
    expect((await simulator.call('DELETE', `/control/behaviours/${String(body['id'])}`)).body).toEqual({ removed: 1 });
  });

  it('lets late and pending ones happen now', async () => {
    const reference = newId();
    await charge(reference, 'late@upi');
    await simulator.call('POST', '/control/advance', { reference });
    await eventually(() => expect(typesOf(reference)).toContain('payment.authorized'), { timeoutMs: 900 });
  });

  it('exports its books page by page', async () => {
    interface Page {
      readonly data: readonly { readonly reference: string }[];
      readonly next_cursor: string | null;
    }
    const seen: string[] = [];
    let cursor: string | null = '0';
    while (cursor !== null) {
      const page: Page = (await simulator.call<Page>('GET', `/control/books?limit=7&cursor=${cursor}`)).body;
      seen.push(...page.data.map(({ reference }) => reference));
      cursor = page.next_cursor;
    }
    const [row] = await simulator.database.database.query<{ count: number }>('select count(*) from session');
    expect([seen.length, new Set(seen).size]).toEqual([row?.count, row?.count]);
  });
});
