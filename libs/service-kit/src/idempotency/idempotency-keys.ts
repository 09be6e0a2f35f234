import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, ERROR, newId } from '#kernel';
import { type Database, sql } from '#postgres';

/** An answer worth repeating: what the handler returned, or the refusal it ended in. */
export type KeptAnswer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: number; readonly description: string; readonly meta: unknown };

export interface KeyedRequest {
  /** Caller, route and key: the same key of another caller or on another route is another. */
  readonly id: Buffer;
  readonly fingerprint: Buffer;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly resourceId: string; readonly holder: string; readonly resumed: boolean }
  | { readonly kind: 'answered'; readonly status: number; readonly answer: KeptAnswer };

interface ClaimRow {
  readonly resource_id: string;
  readonly resumed: boolean;
}

interface KeptRow {
  readonly fingerprint: Buffer;
  readonly status: number | null;
  readonly answer: KeptAnswer | null;
}

/** A dead holder is noticed after this long; a living one renews. */
export const LEASE_S = 15;
const OLDEST = `now() - interval '7 days'`;

/** Takes the key when nobody has it, when its holder's lease ran out, or when it is older than we keep keys. */
const CLAIM = sql(
  'service-kit.claim-idempotency-key',
  `insert into idempotency_key as k (id, fingerprint, resource_id, locked_until, holder)
   values ($1, $2, $3, now() + interval '${LEASE_S} seconds', $4)
   on conflict (id) do update set
     locked_until = excluded.locked_until,
     holder = excluded.holder,
     fingerprint = excluded.fingerprint,
     resource_id = case when k.created_at < ${OLDEST} then excluded.resource_id else k.resource_id end,
     status = null,
     answer = null,
     created_at = case when k.created_at < ${OLDEST} then now() else k.created_at end
   where k.created_at < ${OLDEST}
      or (k.status is null and k.locked_until <= now() and k.fingerprint = excluded.fingerprint)
   returning resource_id, resource_id <> $3 as resumed`,
);
const FIND = sql(
  'service-kit.find-idempotency-key',
  'select fingerprint, status, answer from idempotency_key where id = $1',
);
const RENEW = sql(
  'service-kit.renew-idempotency-key',
  `update idempotency_key set locked_until = now() + interval '${LEASE_S} seconds'
   where id = $1 and holder = $2 and status is null`,
);
const KEEP = sql(
  'service-kit.keep-idempotency-answer',
  'update idempotency_key set status = $3, answer = $4 where id = $1 and holder = $2 and status is null',
);
const RELEASE = sql(
  'service-kit.release-idempotency-key',
  'update idempotency_key set locked_until = now() where id = $1 and holder = $2 and status is null',
);
const PURGE = sql(
  'service-kit.purge-idempotency-keys',
  `delete from idempotency_key where id in (
     select id from idempotency_key where created_at < ${OLDEST} order by created_at limit 5000)`,
);

/**
 * The rows behind `Idempotency-Key`. They are written outside the handler's transaction, so its rollback does not
 * lose them.
 */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /** Takes the key, or tells what it was answered; 422 1016 for another body, 409 1016 while the first request runs. */
  async claim({ id, fingerprint }: KeyedRequest): Promise<Claim> {
    const holder = newId();
    const [row] = await this.database.query<ClaimRow>(CLAIM, [id, fingerprint, newId(), holder]);
    if (row) return { kind: 'claimed', resourceId: row.resource_id, holder, resumed: row.resumed };
    const [kept] = await this.database.query<KeptRow>(FIND, [id]);
    if (kept && !kept.fingerprint.equals(fingerprint)) throw usedWithAnotherBody();
    if (kept?.answer && kept.status !== null) return { kind: 'answered', status: kept.status, answer: kept.answer };
    throw running();
  }

  async renew(id: Buffer, holder: string): Promise<void> {
    await this.database.execute(RENEW, [id, holder]);
  }

  async keep(id: Buffer, holder: string, status: number, answer: KeptAnswer): Promise<void> {
    await this.database.execute(KEEP, [id, holder, status, JSON.stringify(answer)]);
  }

  /** Lets the next try with the same key go on at once, with the same resource id. */
  async release(id: Buffer, holder: string): Promise<void> {
    await this.database.execute(RELEASE, [id, holder]);
  }

  /** Removes a batch of keys past their time; the number removed. */
  purge(): Promise<number> {
    return this.database.execute(PURGE, []);
  }
}

/** Hashes caller, route and key to the row's id, and the body (whatever the order of its fields) to its fingerprint. */
export function keyedRequest(caller: string, route: string, key: string, body: unknown): KeyedRequest {
  return { id: sha256(JSON.stringify([caller, route, key])), fingerprint: sha256(canonical(body)) };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`;
}

function usedWithAnotherBody(): DomainError {
  return new DomainError(ERROR.idempotencyKey, 'This key was used with another body.', null, 422);
}

function running(): DomainError {
  return new DomainError(ERROR.idempotencyKey, 'The first request with this key is still running.', null, 409);
}
