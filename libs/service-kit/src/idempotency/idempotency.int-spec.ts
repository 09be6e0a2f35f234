import { Body, Controller, type DynamicModule, HttpCode, Module, Post } from '@nestjs/common';
import { DomainError, ERROR, newId } from '#kernel';
import { Database, PostgresModule, sql } from '#postgres';
import { testDatabase } from '#testing';
import { Caller } from '../access/caller.js';
import { AuthFixture, type ServiceFixture, serviceFixture } from '../bootstrap/service-fixture.js';
import { Field } from '../validation/field.js';
import { UuidParam } from '../validation/uuid-param.js';
import { Idempotent, idempotencyMigrations, RequestKey } from './index.js';

class EffectDto {
  @Field.text({ max: 50 }) what: string;
}

/** What the handler does beside answering, set by each test. */
let effects: string[] = [];
let behave: (resourceId: string) => Promise<void> = () => Promise.resolve();

const COUNT = sql('spec.count-keys', 'select count(*)::int as count from idempotency_key');

@Controller('effects')
class EffectsController {
  constructor(private readonly database: Database) {}

  @Post()
  @Idempotent()
  async make(@Caller() _caller: Caller, @RequestKey() key: RequestKey, @Body() body: EffectDto) {
    return this.database.transaction(async () => {
      await behave(key.resourceId);
      effects.push(key.resourceId);
      return { id: key.resourceId, what: body.what };
    });
  }

  @Post(':id/other')
  @HttpCode(200)
  @Idempotent()
  other(@UuidParam('id') id: string) {
    effects.push(id);
    return { id };
  }
}

@Module({})
class EffectsModule {}

describe('Idempotency-Key', () => {
  const auth = new AuthFixture();
  let service: ServiceFixture;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let token: string;

  beforeAll(async () => {
    await auth.start();
    database = await testDatabase({ migrations: idempotencyMigrations });
    const postgres = PostgresModule.forRoot({
      url: database.url,
      poolSize: 10,
      migrations: [],
      applicationName: 'spec',
    });
    const module: DynamicModule = { module: EffectsModule, imports: [postgres], controllers: [EffectsController] };
    service = await serviceFixture({ forRoot: () => module } as never, auth.url, { migrations: idempotencyMigrations });
    token = await auth.token({ sub: newId() });
  });
  beforeEach(() => {
    effects = [];
    behave = () => Promise.resolve();
  });
  afterAll(async () => {
    await service.app.close();
    await database.close();
    await auth.stop();
  });

  async function post(key: string | undefined, body: object, { as = token, path = '' } = {}) {
    const headers: Record<string, string> = { authorization: `Bearer ${as}`, 'content-type': 'application/json' };
    if (key !== undefined) headers['idempotency-key'] = key;
    const response = await fetch(`${service.url}/paygate/api/v1/effects${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { data?: { id: string }; exception?: { code: number } };
    return { status: response.status, replayed: response.headers.get('idempotent-replayed'), ...answer };
  }

  it('is not needed: each request is its own', async () => {
    const [first, second] = [await post(undefined, { what: 'a' }), await post(undefined, { what: 'a' })];
    expect(first.data?.id).not.toBe(second.data?.id);
    expect(effects).toHaveLength(2);
  });

  it('gives the first answer again for the same key and body, with the same status', async () => {
    const key = newId();
    const first = await post(key, { what: 'a' });
    const second = await post(key, { what: 'a' });
    expect(first).toMatchObject({ status: 201, replayed: null });
    expect(second).toEqual({ ...first, replayed: 'true' });
    expect(effects).toEqual([first.data?.id]);
  });

  it('refuses the same key with another body: 422 1016', async () => {
    const key = newId();
    await post(key, { what: 'a' });
    expect(await post(key, { what: 'b' })).toMatchObject({ status: 422, exception: { code: 1016 } });
    expect(effects).toHaveLength(1);
  });

  it('is one effect for 50 requests at once; the others are told to wait, or given the answer', async () => {
    const key = newId();
    behave = () => new Promise((resolve) => setTimeout(resolve, 100));
    const replies = await Promise.all(Array.from({ length: 50 }, () => post(key, { what: 'a' })));
    expect(effects).toHaveLength(1);
    expect(replies.filter(({ status, replayed }) => status === 201 && replayed === null)).toHaveLength(1);
    for (const { status, replayed, exception } of replies) {
      expect(status === 201 || (status === 409 && exception?.code === 1016 && replayed === null)).toBe(true);
    }
    expect(await post(key, { what: 'a' })).toMatchObject({ status: 201, replayed: 'true' });
  });

  it('belongs to its caller and its route', async () => {
    const key = newId();
    const other = await auth.token({ sub: newId() });
    const path = (id: string) => ({ path: `/${id}/other` });
    const replies = [
      await post(key, { what: 'a' }),
      await post(key, { what: 'a' }, { as: other }),
      await post(key, {}, path(newId())),
      await post(key, {}, path(newId())),
    ];
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 200, 200]);
    expect(effects).toHaveLength(4);
  });

  it('keeps a refusal, so that it is the same refusal again', async () => {
    const key = newId();
    behave = () => Promise.reject(new DomainError(ERROR.amountMismatch, 'Another price.', { expected: 5 }));
    const first = await post(key, { what: 'a' });
    behave = () => Promise.resolve();
    expect(await post(key, { what: 'a' })).toEqual({ ...first, replayed: 'true' });
    expect(first).toMatchObject({ status: 422, exception: { code: 1013 } });
  });

  it.each([
    ['409', new DomainError(ERROR.soldOut, 'x'), 409],
    ['429', new DomainError(ERROR.tooManyRequests, 'x'), 429],
    ['500', new Error('boom'), 500],
    ['503', new DomainError(ERROR.unavailable, 'x'), 503],
  ])('does not keep a %s: the next try runs, for the same resource', async (_what, error, status) => {
    const key = newId();
    const seen: string[] = [];
    behave = (id) => Promise.reject(Object.assign(error, seen.push(id) && {}));
    expect((await post(key, { what: 'a' })).status).toBe(status);
    behave = () => Promise.resolve();
    const second = await post(key, { what: 'a' });
    expect(second).toMatchObject({ status: 201, replayed: null, data: { id: seen[0] } });
  });

  it('keeps the key when the handler rolls back', async () => {
    const before = await database.database.query<{ count: number }>(COUNT);
    behave = () => Promise.reject(new Error('rolled back'));
    await post(newId(), { what: 'a' });
    const after = await database.database.query<{ count: number }>(COUNT);
    expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(1);
  });

  it('goes on with the same resource after the process that held it died', async () => {
    const key = newId();
    let died = '';
    let wakeDead: () => void = () => undefined;
    behave = (id) => ((died = id), new Promise((resolve) => (wakeDead = resolve)));
    const dead = post(key, { what: 'a' });
    while (!died) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await post(key, { what: 'a' })).toMatchObject({ status: 409 });
    await database.database.query(
      sql('spec.expire', 'update idempotency_key set locked_until = now() where resource_id = $1'),
      [died],
    );
    behave = () => Promise.resolve();
    expect(await post(key, { what: 'a' })).toMatchObject({ status: 201, replayed: null, data: { id: died } });
    wakeDead();
    await dead;
  });

  it('is forgotten after seven days', async () => {
    const key = newId();
    const first = await post(key, { what: 'a' });
    const age = sql(
      'spec.age',
      "update idempotency_key set created_at = now() - interval '8 days' where resource_id = $1",
    );
    await database.database.query(age, [first.data?.id]);
    const second = await post(key, { what: 'another' });
    expect(second).toMatchObject({ status: 201, replayed: null });
    expect(second.data?.id).not.toBe(first.data?.id);
  });

  it.each(['x'.repeat(256), ''])('refuses a key of the wrong length: 422 1004', async (key) => {
    expect(await post(key, { what: 'a' })).toMatchObject({ status: 422, exception: { code: 1004 } });
  });

  it('takes the longest key there may be', async () => {
    expect((await post('~'.repeat(255), { what: 'a' })).status).toBe(201);
  });

  it('does not look at the order of fields', async () => {
    const key = newId();
    await post(key, { what: 'a', extra: 1 }).then(({ status }) => expect(status).toBe(422));
    expect(await post(key, { extra: 1, what: 'a' })).toMatchObject({ status: 422, replayed: 'true' });
  });
});
