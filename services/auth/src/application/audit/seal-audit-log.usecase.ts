import { Injectable } from '@nestjs/common';
import { GENESIS, sealOf } from '../../domain/audit-chain.js';
import { AuditSeals, type Seal } from '../audit.ports.js';
import { Transactions } from '../ports.js';

const AT_ONCE = 500;

/** Chains what was written since the last time; true when there is surely more. */
@Injectable()
export class SealAuditLog {
  constructor(
    private readonly transactions: Transactions,
    private readonly seals: AuditSeals,
  ) {}

  execute(): Promise<boolean> {
    return this.transactions.run(async () => {
      const head = await this.seals.lockHead();
      let [position, hash] = [head?.position ?? 0, head?.hash ?? GENESIS];
      const made: Seal[] = [];
      for (const { id, text } of await this.seals.unsealed(AT_ONCE)) {
        [position, hash] = [position + 1, sealOf(hash, text)];
        made.push({ position, entryId: id, hash });
      }
      if (made.length > 0) await this.seals.append(made);
      return made.length === AT_ONCE;
    });
  }
}
