import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Clock, newId } from '#kernel';
import { Internal } from '#service-kit';
import { RotateSigningKey } from '../application/accounts/rotate-signing-key.usecase.js';
import { RecordActs } from '../application/audit/record-acts.usecase.js';
import { VerifyAuditLog } from '../application/audit/verify-audit-log.usecase.js';
import { RecordActBody } from './internal.dto.js';
import { Visitor } from './visitor.js';

/** What the gateway and the command line tool ask with the gateway's credential. */
@ApiExcludeController()
@Internal('api-gateway')
@Controller('internal')
export class UpkeepController {
  constructor(
    private readonly verifyAuditLog: VerifyAuditLog,
    private readonly recordActs: RecordActs,
    private readonly rotateSigningKey: RotateSigningKey,
    private readonly clock: Clock,
  ) {}

  @Post('audit/verify')
  @HttpCode(200)
  verify() {
    return this.verifyAuditLog.execute();
  }

  /** Something that an admin or the operator is about to do where there is no database. */
  @Post('acts')
  async record(@Body() body: RecordActBody) {
    const id = newId();
    const { action, actor_id: actorId, credential_id: credentialId, ip, request_id: requestId } = body;
    const target = { type: body.target_type, id: body.target_id };
    const where = { credentialId, merchantId: null, ip, requestId, detail: null };
    await this.recordActs.execute([{ id, at: this.clock.now(), action, actorId, target, ...where }]);
    return { id };
  }

  /** The next key is published at once and signs when every service can know it. */
  @Post('signing-keys/rotate')
  @HttpCode(200)
  async rotate(@Visitor() visitor: Visitor) {
    const { kid, signsFrom } = await this.rotateSigningKey.execute(visitor);
    return { kid, signs_from: signsFrom };
  }
}
