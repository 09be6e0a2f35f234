import { Body, Controller, Delete, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, Roles, SuccessMessage, UuidParam } from '#service-kit';
import type { Invitation } from '../application/letters.ports.js';
import { ManageTeam } from '../application/team/manage-team.usecase.js';
import { type Account, standingOf } from '../domain/account.js';
import { KeyHolder } from './key-holder.js';
import { LiveSessionGuard } from './live-session.guard.js';
import { InvitationView, InviteBody, MemberView, RemovedView, TeamView } from './team.dto.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Roles('merchant')
@UseGuards(LiveSessionGuard)
@Controller('auth/team')
export class TeamController {
  constructor(private readonly team: ManageTeam) {}

  @Get()
  @Answer(TeamView)
  async list(@KeyHolder() holder: KeyHolder): Promise<TeamView> {
    const { members, invitations } = await this.team.list(holder);
    return { members: members.map(presentMember), invitations: invitations.map(presentInvitation) };
  }

  @Post('invitations')
  @HttpCode(201)
  @SuccessMessage('Invitation sent')
  @Answer(InvitationView, { status: 201 })
  async invite(@KeyHolder() holder: KeyHolder, @Body() { email, role }: InviteBody, @Visitor() visitor: Visitor) {
    return presentInvitation(await this.team.invite(holder, email, role, visitor));
  }

  @Delete('invitations/:id')
  @Answer(RemovedView)
  async revoke(@UuidParam('id') id: string, @KeyHolder() holder: KeyHolder, @Visitor() visitor: Visitor) {
    await this.team.revoke(holder, id, visitor);
    return { id, removed: true };
  }

  @Delete(':id')
  @Answer(RemovedView)
  async remove(@UuidParam('id') id: string, @KeyHolder() holder: KeyHolder, @Visitor() visitor: Visitor) {
    await this.team.remove(holder, id, visitor);
    return { id, removed: true };
  }
}

function presentMember(account: Account): MemberView {
  const { id, email, name, teamRole } = account;
  return { id, email, name, role: teamRole ?? 'owner', status: standingOf(account) };
}

function presentInvitation({ id, email, role, createdAt, expiresAt }: Invitation): InvitationView {
  return { id, email, role, created_at: createdAt, expires_at: expiresAt };
}
