import { Injectable } from '@nestjs/common';
import { type Mail, Pages, Team } from '../letters.ports.js';
import { Entropy } from '../ports.js';
import { hashOf } from './reset-letters.js';

/** The mail that invites somebody to a merchant's team; none for an invitation that is not open any more. */
@Injectable()
export class InvitationLetters {
  constructor(
    private readonly team: Team,
    private readonly pages: Pages,
    private readonly entropy: Entropy,
  ) {}

  async write(id: string): Promise<Mail | undefined> {
    const invitation = await this.team.invitation(id);
    if (!invitation) return undefined;
    const token = this.entropy.bytes(32).toString('base64url');
    await this.team.sign(id, hashOf(token));
    const { email, merchantName, role } = invitation;
    const text = `Hello,

${merchantName} invites you to their team as ${role}. Accept within seven days:

${this.pages.joinTeam(token)}`;
    return { to: email, subject: `Join ${merchantName}`, text };
  }
}
