import { newId } from '#kernel';
import { type TestDatabase, testDatabase } from '#testing';
import type { RecordedAct } from '../application/audit.ports.js';
import { PostgresAuditArchive } from './audit-archive.repository.js';
import { PostgresAuditSeals } from './audit-seals.repository.js';
import { migrations } from './migrations/index.js';

const HOUR_MS = 3_600_000;

describe('acts of other services in the audit log', () => {
  let test: TestDatabase;
  let archive: PostgresAuditArchive;
  beforeAll(async () => {
    test = await testDatabase({ migrations });
    archive = new PostgresAuditArchive(test.database);
  });
  afterAll(() => test.close());

  const act = (more: Partial<RecordedAct> = {}): RecordedAct => ({
    id: newId(),
    at: new Date(),
    action: 'refund_requested',
    actorId: newId(),
    credentialId: newId(),
    merchantId: newId(),
    target: { type: 'refund', id: newId() },
    ip: '203.0.113.7',
    requestId: 'request-of-spec',
    detail: { amount_minor: 100 },
    ...more,
  });
  const first = { limit: 20, after: undefined };

  it('are written once, however often they are told', async () => {
    const one = act();
    await Promise.all([archive.add([one, act()]), archive.add([one])]);
    await archive.add([one]);
    const found = await archive.list({ targetId: one.target.id }, first);
    expect(found).toMatchObject([{ id: one.id, at: one.at, detail: { amount_minor: 100 }, ip: '203.0.113.7' }]);
  });

  it('that were long under way keep their own time, and are not overdue for their seal', async () => {
    const late = act({ at: new Date(Date.now() - HOUR_MS) });
    await archive.add([late]);
    const [found] = await archive.list({ targetId: late.target.id }, first);
    expect(found?.at).toEqual(late.at);
    expect(await new PostgresAuditSeals(test.database).countOverdue()).toBe(0);
  });

  it('without details, without an address and by the operator are entries too', async () => {
    const bare = act({ actorId: null, credentialId: null, merchantId: null, ip: null, requestId: null, detail: null });
    await archive.add([bare]);
    const [found] = await archive.list({ targetId: bare.target.id }, first);
    expect(found).toMatchObject({ actorId: null, actorEmail: null, ip: null, requestId: null, detail: null });
  });

  it('are found by every filter, alone and together, in their span of time', async () => {
    const one = act({ action: 'void_requested', requestId: 'request-to-find' });
    await archive.add([one]);
    const { action, actorId, merchantId, requestId, target } = one as RecordedAct & {
      actorId: string;
      merchantId: string;
    };
    const filters = [{ action }, { actorId }, { merchantId }, { requestId }, { targetId: target.id }];
    for (const filter of [...filters, Object.assign({ targetType: 'refund' }, ...filters) as object])
      expect((await archive.list(filter, first)).map(({ id }) => id)).toEqual([one.id]);
    const [from, to] = [one.at, new Date(one.at.getTime() + 1)];
    expect((await archive.list({ action, from, to }, first)).map(({ id }) => id)).toEqual([one.id]);
    expect(await archive.list({ action, from: to }, first)).toEqual([]);
    expect(await archive.list({ action, to: from }, first)).toEqual([]);
  });
});
