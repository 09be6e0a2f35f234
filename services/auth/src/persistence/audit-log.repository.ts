import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Database, sql } from '#postgres';
import { type AuditEntry, AuditLog } from '../application/ports.js';

const MERCHANT_OF = (user: string): string => `
  (select coalesce(u.member_of, (select m.id from merchant m where m.owner_id = u.id))
   from user_account u where u.id = ${user})`;

/** It concerns the actor's merchant, else that of the account it was done to. */
const INSERT = sql(
  'auth.write-audit-log',
  `insert into audit_log (id, action, actor_id, target_type, target_id, ip, request_id, detail, merchant_id)
   values ($1, $2, $3::uuid, $4::text, $5::text, $6, $7, $8,
     coalesce(${MERCHANT_OF('$3::uuid')}, ${MERCHANT_OF("case when $4::text = 'user' then ($5::text)::uuid end")}))`,
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
}
