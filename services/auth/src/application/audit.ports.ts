/** An entry of the audit log as the one text that is sealed, the same on every reading. */
export interface SealableEntry {
  readonly id: string;
  readonly text: string;
}

export interface Seal {
  readonly position: number;
  readonly entryId: string;
  readonly hash: Buffer;
}

/** A seal with the text of its entry as it reads now; null where the entry is gone. */
export interface SealedEntry extends Seal {
  readonly text: string | null;
}

export abstract class AuditSeals {
  /** One sealer at a time until the transaction ends; the last seal, if there is one. */
  abstract lockHead(): Promise<Seal | undefined>;
  /** Entries without a seal, oldest first. */
  abstract unsealed(limit: number): Promise<SealableEntry[]>;
  abstract append(seals: readonly Seal[]): Promise<void>;
  /** Seals behind a position, in order. */
  abstract after(position: number, limit: number): Promise<SealedEntry[]>;
  /** Entries that should have been sealed long ago and are not. */
  abstract countOverdue(): Promise<number>;
}
