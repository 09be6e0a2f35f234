import type { Role } from '../domain/account.js';
import type { PageAfter } from './ports.js';

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

/** Something done at another service, as it told of it. */
export interface RecordedAct {
  /** Of its event: the same act told again is not written again. */
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  /** Null: the platform's operator. */
  readonly actorId: string | null;
  /** The session or API key the actor came with. */
  readonly credentialId: string | null;
  readonly merchantId: string | null;
  readonly target: { readonly type: string; readonly id: string };
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface AuditRecord {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly actorId: string | null;
  /** Null, like the address, where a merchant looks at what somebody else than its own people did. */
  readonly actorEmail: string | null;
  readonly actorRole: Role | null;
  readonly merchantId: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface AuditFilter {
  readonly merchantId?: string | undefined;
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly targetType?: string | undefined;
  readonly targetId?: string | undefined;
  readonly requestId?: string | undefined;
  /** Done at this time or later. */
  readonly from?: Date | undefined;
  /** Done before this time. */
  readonly to?: Date | undefined;
  /** A merchant reads: addresses of others than its own people are left out. */
  readonly asMerchant?: boolean;
}

/** The audit log as it is read, and filled by the other services' acts. */
export abstract class AuditArchive {
  abstract add(acts: readonly RecordedAct[]): Promise<void>;
  /** Newest first; one row more than the limit tells that there is more. */
  abstract list(filter: AuditFilter, page: PageAfter<string>): Promise<AuditRecord[]>;
}
