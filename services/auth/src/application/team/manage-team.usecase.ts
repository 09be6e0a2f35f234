import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import type { Account } from '../../domain/account.js';
import { notFound, notForKeys, wrongField } from '../../domain/auth.errors.js';
import { canonicalEmail } from '../../domain/email.js';
import { type KeyHolder, KeyReach } from '../api-keys/key-reach.js';
import { ChangeStanding } from '../accounts/change-standing.usecase.js';
import { type Invitation, Letters, type MemberRole, Team } from '../letters.ports.js';
import { AuditLog, Transactions, type Visitor } from '../ports.js';

/** People and invitations of one merchant. */
const MAX_TEAM = 100;

/** The owner invites, calls back and removes. */
@Injectable()
export class ManageTeam {
  constructor(
    private readonly transactions: Transactions,
    private readonly team: Team,
    private readonly letters: Letters,
    private readonly standing: ChangeStanding,
    private readonly keys: KeyReach,
    private readonly audit: AuditLog,
  ) {}

  async list({ merchantId }: KeyHolder): Promise<{ members: Account[]; invitations: Invitation[] }> {
    const [members, invitations] = [await this.team.members(merchantId), await this.team.invitations(merchantId)];
    return { members, invitations };
  }

  /** An address that has an account is invited like any other: only its owner learns, when accepting, that it has. */
  async invite(holder: KeyHolder, typed: string, role: MemberRole, visitor: Visitor): Promise<Invitation> {
    const email = canonicalEmail(typed);
    if (email === undefined) throw wrongField('email', 'must be an e-mail address');
    if (await this.keys.asking(holder)) throw notForKeys();
    return this.transactions.run(async () => {
      const { merchantId, userId } = holder;
      const { members, invitations } = await this.list(holder);
      if (members.length + invitations.length >= MAX_TEAM)
        throw wrongField('email', 'can not be invited: the team is full');
      const invitation = await this.team.invite({ id: newId(), merchantId, email, role, invitedBy: userId });
      await this.letters.owe('invitation', invitation.id);
      await this.note('team_invited', holder, { type: 'invitation', id: invitation.id }, visitor);
      return invitation;
    });
  }

  async revoke(holder: KeyHolder, id: string, visitor: Visitor): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.team.revoke(holder.merchantId, id))) throw notFound('invitation');
      await this.note('team_invitation_revoked', holder, { type: 'invitation', id }, visitor);
    });
  }

  /** The member's account is closed and every session of it ends. */
  async remove(holder: KeyHolder, id: string, visitor: Visitor): Promise<void> {
    const member = (await this.team.members(holder.merchantId)).find((one) => one.id === id);
    if (!member || member.teamRole === 'owner') throw notFound('member');
    await this.standing.execute(id, 'delete', holder.userId, visitor);
  }

  private note(action: string, { userId }: KeyHolder, target: { type: string; id: string }, visitor: Visitor) {
    return this.audit.write({ action, actorId: userId, target, visitor });
  }
}
