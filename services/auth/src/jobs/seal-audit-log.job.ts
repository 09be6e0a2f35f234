import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { SealAuditLog } from '../application/audit/seal-audit-log.usecase.js';

const EVERY_MS = 5_000;

/** Seals what was added to the audit log into its chain, in batches and never on a request's path. */
@Injectable()
export class SealAuditLogJob extends RepeatingJob {
  constructor(private readonly seal: SealAuditLog) {
    super({ everyMs: EVERY_MS });
  }

  override run(): Promise<boolean> {
    return this.seal.execute();
  }
}
