import { Injectable } from '@nestjs/common';
import { AuditArchive, type AuditFilter, type AuditRecord } from '../audit.ports.js';
import type { PageAfter } from '../ports.js';

@Injectable()
export class ListAuditLog {
  constructor(private readonly archive: AuditArchive) {}

  execute(filter: AuditFilter, page: PageAfter<string>): Promise<AuditRecord[]> {
    return this.archive.list(filter, page);
  }
}
