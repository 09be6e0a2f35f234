import { newId } from '#kernel';
import { type TestDatabase, testDatabase } from '#testing';
import { SealAuditLog } from '../application/audit/seal-audit-log.usecase.js';
import { PostgresAuditArchive } from '../persistence/audit-archive.repository.js';
import { PostgresAuditSeals } from '../persistence/audit-seals.repository.js';
import { migrations } from '../persistence/migrations/index.js';
import { DatabaseTransactions } from '../persistence/transactions.repository.js';
import { SealAuditLogJob } from './seal-audit-log.job.js';

const BATCH = 500;

describe('the sealing of the audit log', () => {
  let test: TestDatabase;
  let archive: PostgresAuditArchive;
  let job: SealAuditLogJob;
  beforeEach(async () => {
    test = await testDatabase({ migrations });
    archive = new PostgresAuditArchive(test.database);
    const seals = new PostgresAuditSeals(test.database);
    job = new SealAuditLogJob(new SealAuditLog(new DatabaseTransactions(test.database), seals));
  });
  afterEach(() => test.close());

  const write = (count: number) =>
    archive.add(
      Array.from({ length: count }, () => ({
        ...{ id: newId(), at: new Date(), action: 'refund_requested', target: { type: 'refund', id: newId() } },
        ...{ actorId: null, credentialId: null, merchantId: null, ip: null, requestId: null, detail: null },
      })),
    );
  const count = async (table: string): Promise<number | undefined> =>
    (await test.database.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n;

  it('goes on at once while a full batch was found, and rests when there is less', async () => {
    await write(BATCH + 1);
    expect([await job.run(), await count('audit_seal')]).toEqual([true, BATCH]);
    expect([await job.run(), await count('audit_seal')]).toEqual([false, BATCH + 1]);
    expect(await job.run()).toBe(false);
  });

  it('seals what committed late, and looks for nothing that has its seal', async () => {
    const [written, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const late = test.database.transaction(async () => {
      await write(1);
      written.resolve();
      await go.promise;
    });
    await written.promise;
    await write(1);
    await job.run();
    expect([await count('audit_seal'), await count('audit_unsealed')]).toEqual([1, 0]);
    go.resolve();
    await late;
    await job.run();
    expect([await count('audit_seal'), await count('audit_unsealed')]).toEqual([2, 0]);
  });

  it('takes what a release without the queue has sealed out of it', async () => {
    await write(2);
    await test.database.execute(
      `insert into audit_seal (position, entry_id, hash) select 1, id, sha256('') from audit_log order by id limit 1`,
    );
    await job.run();
    expect([await count('audit_seal'), await count('audit_unsealed')]).toEqual([2, 0]);
  });
});
