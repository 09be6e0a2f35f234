import { Injectable } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { AuditArchive, type AuditFilter, type AuditRecord, type RecordedAct } from '../application/audit.ports.js';
import type { PageAfter } from '../application/ports.js';

/** An actor who came with an API key is known by it too. */
const ADD = sql(
  'auth.add-acts',
  `insert into audit_log (id, at, action, actor_id, target_type, target_id, ip, request_id, detail, merchant_id)
   select a.id, a.at, a.action, a.actor_id, a.target_type, a.target_id, a.ip, a.request_id,
     nullif(coalesce(a.detail, '{}') || jsonb_strip_nulls(jsonb_build_object('api_key_id', k.id)), '{}'), a.merchant_id
   from jsonb_to_recordset($1::jsonb) as a (id uuid, at timestamptz, action text, actor_id uuid, credential_id uuid,
     target_type text, target_id text, ip inet, request_id text, detail jsonb, merchant_id uuid)
   left join api_key k on k.id = a.credential_id
   on conflict (id) do nothing`,
);

/** What one of a merchant's own people did, or nobody that is known: a merchant sees from where. */
const OWN = `(a.actor_id is null
  or coalesce(u.member_of, (select m.id from merchant m where m.owner_id = u.id)) = a.merchant_id)`;
const COLUMNS = (asMerchant: boolean): string => {
  const shown = (column: string) => (asMerchant ? `case when ${OWN} then ${column} end` : column);
  return `a.id, a.at, a.action, a.actor_id as "actorId", ${shown('u.email')} as "actorEmail", u.role as "actorRole",
    a.merchant_id as "merchantId", a.target_type as "targetType", a.target_id as "targetId",
    ${shown('host(a.ip)')} as ip, a.request_id as "requestId", a.detail`;
};

const list = (name: string, asMerchant: boolean) =>
  filtered(
    name,
    {
      after: 'a.id < ?',
      merchantId: 'a.merchant_id = ?',
      action: 'a.action = ?',
      actorId: 'a.actor_id = ?',
      targetType: 'a.target_type = ?',
      targetId: 'a.target_id = ?',
      requestId: 'a.request_id = ?',
      from: 'a.at >= ?',
      fromId: 'a.id >= ?',
      to: 'a.at < ?',
      toId: 'a.id < ?',
    },
    (where) =>
      `select ${COLUMNS(asMerchant)} from audit_log a left join user_account u on u.id = a.actor_id
       where ${where} order by a.id desc limit $1`,
  );
const LIST = list('auth.list-audit-log', false);
const LIST_OWN = list('auth.list-own-audit-log', true);

/** Ids are made within moments of what they tell of: bounds in time are bounds of the key, this much wider. */
const SLACK_MS = 3_600_000;

@Injectable()
export class PostgresAuditArchive extends AuditArchive {
  constructor(private readonly database: Database) {
    super();
  }

  override async add(acts: readonly RecordedAct[]): Promise<void> {
    const rows = acts.map(({ id, at, action, actorId, credentialId, merchantId, target, ip, requestId, detail }) => ({
      ...{ id, at, action, detail, ip, actor_id: actorId, credential_id: credentialId, merchant_id: merchantId },
      ...{ request_id: requestId, target_type: target.type, target_id: target.id },
    }));
    await this.database.execute(ADD, [JSON.stringify(rows)]);
  }

  override list(filter: AuditFilter, { limit, after }: PageAfter<string>): Promise<AuditRecord[]> {
    const { asMerchant, from, to, ...same } = filter;
    const fromId = from && firstIdAt(from.getTime() - SLACK_MS);
    const toId = to && firstIdAt(to.getTime() + SLACK_MS);
    const statement = asMerchant === true ? LIST_OWN : LIST;
    return this.database.query<AuditRecord>(...statement.by([limit + 1], { ...same, after, from, fromId, to, toId }));
  }
}

/** The least UUID v7 of a millisecond. */
function firstIdAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
