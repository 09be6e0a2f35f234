import { Injectable } from '@nestjs/common';
import { AuditArchive, type RecordedAct } from '../audit.ports.js';

/** Writes down what was done at other services, once each. */
@Injectable()
export class RecordActs {
  constructor(private readonly archive: AuditArchive) {}

  async execute(acts: readonly RecordedAct[]): Promise<void> {
    if (acts.length > 0) await this.archive.add(acts);
  }
}
