import { Injectable } from '@nestjs/common';
import { type AuditFilter, AuditLog, type AuditRecord, type PageAfter } from '../ports.js';

@Injectable()
export class ListAuditLog {
  constructor(private readonly log: AuditLog) {}

  execute(filter: AuditFilter, page: PageAfter<string>): Promise<AuditRecord[]> {
    return this.log.list(filter, page);
  }
}
