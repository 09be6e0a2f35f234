import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import { type AuditEntry, type AuditFilter, AuditLog, type AuditRecord, type PageAfter } from '../application/ports.js';

const INSERT = sql(
  'auth.write-audit-log',
  `insert into audit_log (id, action, actor_id, target_type, target_id, ip, request_id, detail, merchant_id)
   values ($1, $2, $3::uuid, $4::text, $5::text, $6, $7, $8,
     (select coalesce(u.member_of, (select m.id from merchant m where m.owner_id = u.id))
      from user_account u where u.id = coalesce($3::uuid, case when $4::text = 'user' then ($5::text)::uuid end)))`,
);
const LIST = sql(
  'auth.list-audit-log',
  `select a.id, a.at, a.action, a.actor_id as "actorId", u.email as "actorEmail", a.target_type as "targetType",
     a.target_id as "targetId", host(a.ip) as ip, a.request_id as "requestId", a.detail
   from audit_log a left join user_account u on u.id = a.actor_id
   where ($1::text is null or a.action = $1) and ($2::uuid is null or a.actor_id = $2)
     and ($3::text is null or a.target_id = $3) and ($4::uuid is null or a.id < $4)
     and ($6::uuid is null or a.merchant_id = $6)
   order by a.id desc limit $5`,
);

@Injectable()
export class PostgresAuditLog extends AuditLog {
  constructor(private readonly database: Database) {
    super();
  }

  override async write({ action, actorId, target, detail, visitor }: AuditEntry): Promise<void> {
    const { ip, requestId } = visitor;
    const what = [newId(), action, actorId, target?.type, target?.id];
    await this.database.execute(INSERT, [...what, ip, requestId, detail && JSON.stringify(detail)]);
  }

  override list(
    { action, actorId, targetId, merchantId }: AuditFilter,
    page: PageAfter<string>,
  ): Promise<AuditRecord[]> {
    return this.database.query<AuditRecord>(LIST, [action, actorId, targetId, page.after, page.limit + 1, merchantId]);
  }
}
