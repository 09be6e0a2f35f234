import { Injectable } from '@nestjs/common';
import { Database, filtered, sql, violatedConstraint } from '#postgres';
import { Endpoints, type Owner } from '../application/ports.js';
import type { Endpoint } from '../domain/endpoint.js';
import { type EndpointRow, endpointOf, secretsJson } from './endpoint.row.js';

const COLUMNS = `id, merchant_id, livemode, url, events, description, status, disabled_reason, disabled_at, secrets,
  created_at, updated_at, version`;
const OWNED = 'merchant_id = $1 and livemode = $2 and deleted_at is null';

const INSERT = sql(
  'endpoint.insert',
  `insert into endpoint (id, merchant_id, livemode, url, events, description, secrets, created_at, updated_at, paused)
   values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $8, coalesce((select paused from merchant where id = $2), false))
   on conflict (merchant_id, livemode, url) where deleted_at is null do nothing`,
);
const FIND = sql('endpoint.find', `select ${COLUMNS} from endpoint where ${OWNED} and id = $3`);
const LOCK = sql('endpoint.lock', `select ${COLUMNS} from endpoint where ${OWNED} and id = $3 for update`);
const FIND_BY_URL = sql('endpoint.find-by-url', `select ${COLUMNS} from endpoint where ${OWNED} and url = $3`);
const LIST = filtered(
  'endpoint.list',
  { before: 'id < ?' },
  (where) => `select ${COLUMNS} from endpoint where ${OWNED} and ${where} order by id desc limit $3`,
);
const COUNT = sql('endpoint.count', `select count(*) as count from endpoint where ${OWNED}`);
const SAVE = sql(
  'endpoint.save',
  `update endpoint set url = $2, events = $3, description = $4, status = $5, disabled_reason = $6, disabled_at = $7,
     secrets = $8::jsonb, failing_since = null, open_until = null, openings = 0, version = version + 1, updated_at = now()
   where id = $1`,
);
const REMOVE = sql(
  'endpoint.remove',
  `with removed as (
     update endpoint set deleted_at = now(), version = version + 1 where id = $1 and deleted_at is null
   )
   update delivery set status = 'cancelled', finished_at = now()
   where endpoint_id = $1 and status in ('pending', 'retrying')`,
);
const PAUSE = sql(
  'endpoint.pause',
  `update endpoint set paused = $2, version = version + 1 
   where merchant_id = $1 and paused <> $2 and deleted_at is null`,
);

/** Endpoints as rows of `endpoint`. */
@Injectable()
export class EndpointsRepository extends Endpoints {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert(one: Endpoint): Promise<boolean> {
    const { id, merchantId, livemode, url, events, description, secrets, createdAt } = one;
    const values = [id, merchantId, livemode, url, events, description, secretsJson(secrets), createdAt];
    return (await this.database.execute(INSERT, values)) === 1;
  }

  override async find(owner: Owner, id: string): Promise<Endpoint | undefined> {
    return this.one(FIND, owner, id);
  }

  override async findForUpdate(owner: Owner, id: string): Promise<Endpoint | undefined> {
    return this.one(LOCK, owner, id);
  }

  override async findByUrl(owner: Owner, url: string): Promise<Endpoint | undefined> {
    return this.one(FIND_BY_URL, owner, url);
  }

  override async list(owner: Owner, before: string | undefined, limit: number): Promise<Endpoint[]> {
    const list = LIST.by([owner.merchantId, owner.livemode, limit], { before });
    return (await this.database.query<EndpointRow>(...list)).map(endpointOf);
  }

  override async count(owner: Owner): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [owner.merchantId, owner.livemode]);
    return row?.count ?? 0;
  }

  override async save(one: Endpoint): Promise<boolean> {
    const { id, url, events, description, status, disabledReason, disabledAt, secrets } = one;
    const values = [id, url, events, description, status, disabledReason, disabledAt, secretsJson(secrets)];
    try {
      return (await this.database.execute(SAVE, values)) === 1;
    } catch (error) {
      if (violatedConstraint(error) === 'endpoint_active_url') return false;
      throw error;
    }
  }

  override async remove(endpoint: Endpoint): Promise<void> {
    await this.database.execute(REMOVE, [endpoint.id]);
  }

  override async pause(merchantId: string, paused: boolean): Promise<void> {
    await this.database.execute(PAUSE, [merchantId, paused]);
  }

  private async one(statement: typeof FIND, owner: Owner, key: string): Promise<Endpoint | undefined> {
    const [row] = await this.database.query<EndpointRow>(statement, [owner.merchantId, owner.livemode, key]);
    return row && endpointOf(row);
  }
}
