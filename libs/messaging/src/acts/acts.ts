/** Who does something by hand, and from where. */
export interface Actor {
  readonly userId: string;
  /** The session, or the API key, that the request came with. */
  readonly credentialId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** What was done to what: names and numbers, never a secret or a text that somebody typed. */
export interface Act {
  /** Lower case with underscores, such as `refund_requested`. */
  readonly action: string;
  /** Whose thing it is; null where no merchant is concerned. */
  readonly merchantId: string | null;
  readonly target: { readonly type: string; readonly id: string };
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * The audit log, as a use case outside auth writes it: the act becomes part of the ambient transaction, so that there
 * is none without the other, and travels to auth by the outbox. For what merchants and admins do by hand, and what
 * customers take back; never on a customer's way to a ticket. Throws outside a transaction.
 */
export abstract class Acts {
  abstract record(actor: Actor, act: Act): Promise<void>;
}
