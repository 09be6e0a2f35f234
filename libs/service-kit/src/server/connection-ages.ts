/** Soon enough that a replica that was added has its share within seconds; a connect in 10 s is not felt. */
const OLD_AFTER_MS = 10_000;
/** Connections that a burst opened together do not all end together. */
const SPREAD = 0.2;

/**
 * Which kept connections are old enough that their callers shall open the next one elsewhere (ADR 0041). Busy callers
 * keep theirs for ever otherwise, and a replica that was added would get nothing to do.
 */
export class ConnectionAges {
  private readonly oldAtMs = new WeakMap<object, number>();

  constructor(
    private readonly nowMs: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  opened(connection: object): void {
    const share = 1 - SPREAD + 2 * SPREAD * this.random();
    this.oldAtMs.set(connection, this.nowMs() + OLD_AFTER_MS * share);
  }

  isOld(connection: object): boolean {
    return this.nowMs() >= (this.oldAtMs.get(connection) ?? Infinity);
  }
}
