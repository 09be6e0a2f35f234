import { Body, Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Answer, Caller, Public, SuccessMessage } from '#service-kit';
import { RefreshSession } from '../application/sessions/refresh-session.usecase.js';
import { SignIn } from '../application/sessions/sign-in.usecase.js';
import { SignOut } from '../application/sessions/sign-out.usecase.js';
import { OwnOriginGuard } from './own-origin.guard.js';
import { RefreshCookie, RefreshToken } from './refresh-cookie.js';
import { presentRegistered } from './registration.presenter.js';
import { RefreshedView, SignedInView, SignedOutView, SignInBody } from './session.dto.js';
import { Visitor } from './visitor.js';

@ApiTags('accounts')
@Public()
@Controller('auth')
export class SessionController {
  constructor(
    private readonly signIn: SignIn,
    private readonly refreshSession: RefreshSession,
    private readonly signOut: SignOut,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('token')
  @HttpCode(200)
  @SuccessMessage('Login successful')
  @Answer(SignedInView)
  async token(
    @Body() { email, password }: SignInBody,
    @Visitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInView> {
    const { account, session, apiKeyPrefix } = await this.signIn.execute(email, password, visitor);
    this.cookie.set(reply, session.refreshToken);
    const prefix = apiKeyPrefix === null ? {} : { api_key_prefix: apiKeyPrefix };
    return { ...presentRegistered(account, session.access), ...prefix };
  }

  @UseGuards(OwnOriginGuard)
  @Post('refresh')
  @HttpCode(200)
  @Answer(RefreshedView)
  async refresh(
    @RefreshToken() token: string | undefined,
    @Visitor() visitor: Visitor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefreshedView> {
    const { access, refreshToken } = await this.refreshSession.execute(token, visitor);
    this.cookie.set(reply, refreshToken);
    return { access };
  }

  @UseGuards(OwnOriginGuard)
  @Post('logout')
  @HttpCode(200)
  @SuccessMessage('Logged out')
  @Answer(SignedOutView)
  async logout(
    @RefreshToken() refreshToken: string | undefined,
    @Caller() caller: Caller | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedOutView> {
    await this.signOut.execute({ refreshToken, sessionId: caller?.sessionId });
    this.cookie.clear(reply);
    return { signed_out: true };
  }
}
