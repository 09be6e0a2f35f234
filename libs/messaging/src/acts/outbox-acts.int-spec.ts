import { newId } from '#kernel';
import { type TestDatabase, testDatabase } from '#testing';
import { messageContext } from '../message-context.js';
import { OutboxSignal } from '../outbox/outbox-signal.js';
import { PostgresOutbox } from '../outbox/postgres-outbox.js';
import { messagingMigrations } from '../schema/index.js';
import type { Act, Actor } from './acts.js';
import { OutboxActs } from './outbox-acts.js';

describe('acts for the audit log', () => {
  let test: TestDatabase;
  beforeAll(async () => (test = await testDatabase({ migrations: messagingMigrations })));
  afterAll(() => test.close());

  const actsOf = (service: 'payment' | 'analytics') => {
    const outbox = new PostgresOutbox(test.database, new OutboxSignal(test.database));
    return new OutboxActs({ service, rabbitmqUrl: '', namespace: '' }, outbox);
  };
  const actor: Actor = { userId: newId(), credentialId: newId(), ip: '203.0.113.7', requestId: 'request-of-spec' };
  const act = (): Act => ({
    action: 'refund_requested',
    merchantId: newId(),
    target: { type: 'refund', id: newId() },
    detail: { amount_minor: 100 },
  });
  const told = (id: string) =>
    test.database.query<{ type: string; payload: string; event_id: string; aggregate_id: string }>(
      `select * from outbox where payload like '%' || $1 || '%'`,
      [id],
    );

  it('are told with what they tell of: who, what to what, from where, in which request', async () => {
    const one = act();
    await messageContext.run({ correlationId: 'request-of-spec' }, () =>
      test.database.transaction(() => actsOf('payment').record(actor, one)),
    );
    const rows = await told(one.target.id);
    expect(rows).toMatchObject([{ type: 'payment.act_recorded', aggregate_id: rows[0]?.event_id }]);
    expect(JSON.parse(rows[0]?.payload ?? '')).toEqual({
      ...{ action: 'refund_requested', actor_id: actor.userId, credential_id: actor.credentialId },
      ...{ merchant_id: one.merchantId, target_type: 'refund', target_id: one.target.id },
      ...{ ip: '203.0.113.7', request_id: 'request-of-spec', detail: { amount_minor: 100 } },
    });
  });

  it('are not told where what they tell of was rolled back', async () => {
    const one = act();
    const failing = test.database.transaction(async () => {
      await actsOf('payment').record(actor, one);
      throw new Error('the refund could not be written');
    });
    await expect(failing).rejects.toThrow('could not be written');
    expect(await told(one.target.id)).toEqual([]);
  });

  it('are refused outside a transaction, and where the contracts name no event for them', async () => {
    await expect(actsOf('payment').record(actor, act())).rejects.toThrow('inside a transaction');
    const strange = test.database.transaction(() => actsOf('analytics').record(actor, act()));
    await expect(strange).rejects.toThrow('no event for acts at analytics');
  });

  it('are refused where a text stands instead of the name of an action', async () => {
    const typed = { ...act(), action: 'Refund, because the customer was angry' };
    await expect(test.database.transaction(() => actsOf('payment').record(actor, typed))).rejects.toThrow(TypeError);
  });
});
