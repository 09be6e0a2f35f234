import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type Invitation, type NewInvitation, Team } from '../application/letters.ports.js';
import type { Account } from '../domain/account.js';
import { ACCOUNT_COLUMNS, ACCOUNT_TABLES, accountOf, type AccountRow } from './account.row.js';

const COLUMNS = `i.id, i.merchant_id as "merchantId", m.name as "merchantName", i.email, i.team_role as role,
  i.created_at as "createdAt", i.expires_at as "expiresAt"`;
const OPEN = 'i.accepted_at is null and i.revoked_at is null and i.expires_at > now()';

const INVITE = sql(
  'auth.invite',
  `with i as (
     insert into team_invitation (id, merchant_id, email, team_role, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, now() + interval '7 days') returning *
   )
   select ${COLUMNS} from i join merchant m on m.id = i.merchant_id`,
);
const LIST = sql(
  'auth.list-invitations',
  `select ${COLUMNS} from team_invitation i join merchant m on m.id = i.merchant_id
   where i.merchant_id = $1 and ${OPEN} order by i.id desc`,
);
const ONE = sql(
  'auth.find-invitation',
  `select ${COLUMNS} from team_invitation i join merchant m on m.id = i.merchant_id where i.id = $1 and ${OPEN}`,
);
const BY_HASH = sql(
  'auth.invitation-by-hash',
  `select ${COLUMNS} from team_invitation i join merchant m on m.id = i.merchant_id
   join user_account u on u.id = m.owner_id
   where i.hash = $1 and ${OPEN} and u.disabled_at is null and u.deleted_at is null`,
);
const SIGN = sql('auth.sign-invitation', 'update team_invitation set hash = $2 where id = $1');
const ACCEPT = sql(
  'auth.accept-invitation',
  `update team_invitation i set accepted_at = now() where i.id = $1 and ${OPEN}`,
);
const REVOKE = sql(
  'auth.revoke-invitation',
  `update team_invitation i set revoked_at = now() where i.id = $2 and i.merchant_id = $1 and ${OPEN}`,
);
const MEMBERS = sql(
  'auth.team-members',
  `select ${ACCOUNT_COLUMNS} from ${ACCOUNT_TABLES}
   where u.id = any(array(
       select id from user_account where member_of = $1 union all select owner_id from merchant where id = $1))
     and m.id = $1 and u.deleted_at is null
   order by u.member_of is not null, u.id`,
);

@Injectable()
export class PostgresTeam extends Team {
  constructor(private readonly database: Database) {
    super();
  }

  override async invite({ id, merchantId, email, role, invitedBy }: NewInvitation): Promise<Invitation> {
    const rows = await this.database.query<Invitation>(INVITE, [id, merchantId, email, role, invitedBy]);
    return rows[0] as Invitation;
  }

  override invitations(merchantId: string): Promise<Invitation[]> {
    return this.database.query<Invitation>(LIST, [merchantId]);
  }

  override async invitation(id: string): Promise<Invitation | undefined> {
    return (await this.database.query<Invitation>(ONE, [id]))[0];
  }

  override async sign(id: string, hash: Buffer): Promise<void> {
    await this.database.execute(SIGN, [id, hash]);
  }

  override async invitationOf(hash: Buffer): Promise<Invitation | undefined> {
    return (await this.database.query<Invitation>(BY_HASH, [hash]))[0];
  }

  override async accept(id: string): Promise<boolean> {
    return (await this.database.execute(ACCEPT, [id])) > 0;
  }

  override async revoke(merchantId: string, id: string): Promise<boolean> {
    return (await this.database.execute(REVOKE, [merchantId, id])) > 0;
  }

  override async members(merchantId: string): Promise<Account[]> {
    return (await this.database.query<AccountRow>(MEMBERS, [merchantId])).map(accountOf);
  }
}
