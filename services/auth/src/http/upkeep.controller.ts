import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Internal } from '#service-kit';
import { VerifyAuditLog } from '../application/audit/verify-audit-log.usecase.js';
import { SigningKeys } from '../application/ports.js';

/** What the command line tool asks with the gateway's credential. */
@ApiExcludeController()
@Internal('api-gateway')
@Controller('internal')
export class UpkeepController {
  constructor(
    private readonly verifyAuditLog: VerifyAuditLog,
    private readonly signingKeys: SigningKeys,
  ) {}

  @Post('audit/verify')
  @HttpCode(200)
  verify() {
    return this.verifyAuditLog.execute();
  }

  /** The next key is published at once and signs when every service can know it. */
  @Post('signing-keys/rotate')
  @HttpCode(200)
  async rotate() {
    const { kid, signsFrom } = await this.signingKeys.rotate();
    return { kid, signs_from: signsFrom };
  }
}
