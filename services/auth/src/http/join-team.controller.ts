import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Answer, Public, SuccessMessage } from '#service-kit';
import { JoinTeam } from '../application/team/join-team.usecase.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RegisteredView } from './registration.dto.js';
import { presentRegistered } from './registration.presenter.js';
import { JoinTeamBody } from './team.dto.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Public()
@Controller('auth/team/join')
export class JoinTeamController {
  constructor(
    private readonly joinTeam: JoinTeam,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post()
  @HttpCode(201)
  @SuccessMessage('Welcome to the team')
  @Answer(RegisteredView, { status: 201 })
  async join(
    @Body() body: JoinTeamBody,
    @Visitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredView> {
    const { account, session } = await this.joinTeam.execute(body, visitor);
    this.cookie.set(reply, session.refreshToken);
    return presentRegistered(account, session.access);
  }
}
