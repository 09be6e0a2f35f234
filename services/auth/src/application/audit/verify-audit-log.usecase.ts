import { Injectable } from '@nestjs/common';
import { type Fault, faultOfLink, GENESIS } from '../../domain/audit-chain.js';
import { AuditSeals, type Seal } from '../audit.ports.js';

const AT_ONCE = 1_000;
/** A broken chain is broken; its first hundred faults tell where. */
const MAX_FAULTS = 100;

export interface Verdict {
  readonly sealed: number;
  /** Written minutes ago and still without a seal: the job stands still, or somebody added them to the past. */
  readonly overdue: number;
  /** Write it down elsewhere: then a chain that was cut off at its end shows too. */
  readonly head: string;
  readonly faults: readonly { readonly position: number; readonly entryId: string; readonly fault: Fault }[];
}

/** Computes the whole chain again. */
@Injectable()
export class VerifyAuditLog {
  constructor(private readonly seals: AuditSeals) {}

  async execute(): Promise<Verdict> {
    const faults: { position: number; entryId: string; fault: Fault }[] = [];
    let before: Pick<Seal, 'position' | 'hash'> = { position: 0, hash: GENESIS };
    let sealed = 0;
    for (let more = true; more;) {
      const links = await this.seals.after(before.position, AT_ONCE);
      for (const link of links) {
        const fault = faultOfLink(before, link);
        if (fault && faults.length < MAX_FAULTS) faults.push({ position: link.position, entryId: link.entryId, fault });
        before = link;
        sealed += 1;
      }
      more = links.length === AT_ONCE;
    }
    const head = `${before.position}:${before.hash.toString('hex')}`;
    return { sealed, overdue: await this.seals.countOverdue(), head, faults };
  }
}
