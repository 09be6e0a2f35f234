import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type ApiKey, ApiKeys, type KeyFence, type KeyOwner, type NewApiKey } from '../application/ports.js';
import { ACCOUNT_COLUMNS, accountOf, type AccountRow } from './account.row.js';

const COLUMNS =
  'id, merchant_id, name, prefix, last4, livemode, scopes, allowed_ips, created_at, last_used_at, expires_at';
const WORKING = 'revoked_at is null and (expires_at is null or expires_at > now())';

const INSERT = sql(
  'auth.insert-api-key',
  `insert into api_key (id, merchant_id, name, prefix, last4, hash, livemode, scopes, allowed_ips)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${COLUMNS}`,
);
const LIST = sql(
  'auth.list-api-keys',
  `select ${COLUMNS} from api_key where merchant_id = $1 and ${WORKING} order by id desc`,
);
const FIND = sql('auth.find-api-key', `select ${COLUMNS} from api_key where id = $2 and merchant_id = $1`);
const LOCK = sql(
  'auth.lock-api-key',
  `select ${COLUMNS} from api_key where id = $2 and merchant_id = $1 and ${WORKING} for update`,
);
const EXPIRE = sql(
  'auth.expire-api-key',
  'update api_key set expires_at = least(expires_at, now() + make_interval(secs => $2)) where id = $1',
);
const REVOKE = sql('auth.revoke-api-key', 'update api_key set revoked_at = now() where id = $1 and revoked_at is null');
const BY_HASH = sql(
  'auth.api-key-by-hash',
  `select ${ACCOUNT_COLUMNS}, k.id as key_id, k.hash, k.livemode as key_livemode, k.scopes, k.allowed_ips,
     (k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as good
   from api_key k join merchant m on m.id = k.merchant_id join user_account u on u.id = m.owner_id
   where k.hash = $1`,
);
const TOUCH = sql(
  'auth.touch-api-key',
  `update api_key set last_used_at = now()
   where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
);

interface KeyRow {
  readonly id: string;
  readonly merchant_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly last4: string;
  readonly livemode: boolean;
  readonly scopes: string[] | null;
  readonly allowed_ips: string[] | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
}

interface OwnerRow extends AccountRow {
  readonly key_id: string;
  readonly hash: Buffer;
  readonly key_livemode: boolean;
  readonly scopes: string[] | null;
  readonly allowed_ips: string[] | null;
  readonly good: boolean;
}

@Injectable()
export class PostgresApiKeys extends ApiKeys {
  constructor(private readonly database: Database) {
    super();
  }

  override async insert({ id, merchantId, name, livemode, fence, minted }: NewApiKey): Promise<ApiKey> {
    const { prefix, last4, hash } = minted;
    const values = [id, merchantId, name, prefix, last4, hash, livemode, fence.scopes, fence.allowedIps];
    const rows = await this.database.query<KeyRow>(INSERT, values);
    return keyOf(rows[0] as KeyRow);
  }

  override async list(merchantId: string): Promise<ApiKey[]> {
    return (await this.database.query<KeyRow>(LIST, [merchantId])).map(keyOf);
  }

  override async find(merchantId: string, id: string | undefined): Promise<ApiKey | undefined> {
    const [row] = await this.database.query<KeyRow>(FIND, [merchantId, id]);
    return row && keyOf(row);
  }

  override async lock(merchantId: string, id: string): Promise<ApiKey | undefined> {
    const [row] = await this.database.query<KeyRow>(LOCK, [merchantId, id]);
    return row && keyOf(row);
  }

  override async expireIn(id: string, seconds: number): Promise<void> {
    await this.database.execute(EXPIRE, [id, seconds]);
  }

  override async revoke(id: string): Promise<void> {
    await this.database.execute(REVOKE, [id]);
  }

  override async byHash(hash: Buffer): Promise<KeyOwner | undefined> {
    const [row] = await this.database.query<OwnerRow>(BY_HASH, [hash]);
    if (!row) return undefined;
    const { key_id: keyId, key_livemode: livemode, good } = row;
    return { keyId, hash: row.hash, good, livemode, fence: fenceOf(row), account: accountOf(row) };
  }

  override async touch(id: string): Promise<void> {
    await this.database.execute(TOUCH, [id]);
  }
}

function keyOf(row: KeyRow): ApiKey {
  return {
    id: row.id,
    merchantId: row.merchant_id,
    name: row.name,
    prefix: row.prefix,
    last4: row.last4,
    livemode: row.livemode,
    fence: fenceOf(row),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

function fenceOf({ scopes, allowed_ips: allowedIps }: Pick<KeyRow, 'scopes' | 'allowed_ips'>): KeyFence {
  return { scopes, allowedIps };
}
