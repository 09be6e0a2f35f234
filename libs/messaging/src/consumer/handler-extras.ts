/** The second argument of `@EventPattern`: how a handler wants its events. */
export interface HandlerExtras {
  /** Most events in one call, and how long to wait for more of them; `{ max: 50, lingerMs: 2 }` unless told. */
  readonly batch?: { readonly max: number; readonly lingerMs?: number };
  /** What happens to events this consumer has committed before: dropped (unless told), or delivered marked so. */
  readonly duplicates?: 'skip' | 'deliver';
}
