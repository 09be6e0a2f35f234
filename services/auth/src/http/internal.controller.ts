import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { AuthenticateKeyAnswer } from '#contracts';
import { Internal } from '#service-kit';
import { AuthenticateApiKey } from '../application/api-keys/authenticate-api-key.usecase.js';
import { BootstrapAdmin } from '../application/registration/bootstrap-admin.usecase.js';
import { ListEndedSessions } from '../application/sessions/list-ended-sessions.usecase.js';
import { AuthenticateKeyBody, BootstrapAdminBody } from './internal.dto.js';
import { Visitor } from './visitor.js';

/** What the gateway (and the command line tool with its credential) asks; never reached from outside. */
@ApiExcludeController()
@Internal('api-gateway')
@Controller('internal')
export class InternalController {
  constructor(
    private readonly authenticateKey: AuthenticateApiKey,
    private readonly listEnded: ListEndedSessions,
    private readonly bootstrapAdmin: BootstrapAdmin,
  ) {}

  @Post('api-keys/authenticate')
  @HttpCode(200)
  async authenticate(@Body() { key }: AuthenticateKeyBody): Promise<AuthenticateKeyAnswer> {
    const { token, expiresAt, keyId, allowedIps } = await this.authenticateKey.execute(key);
    return { access: token, expires_at: expiresAt.toISOString(), key_id: keyId, allowed_ips: allowedIps };
  }

  /** `sid` and `sub` claims to refuse although their tokens have not run out. */
  @Get('sessions/ended')
  async ended() {
    const { sessionIds, userIds } = await this.listEnded.execute();
    return { session_ids: sessionIds, user_ids: userIds };
  }

  @Post('bootstrap-admin')
  @HttpCode(200)
  async bootstrap(@Body() body: BootstrapAdminBody, @Visitor() visitor: Visitor) {
    return { outcome: await this.bootstrapAdmin.execute(body, visitor) };
  }
}
