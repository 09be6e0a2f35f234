export interface MicroBatcherOptions {
  /** Most items in one flush. */
  readonly maxItems: number;
  /** Most flushes under way at once; what arrives meanwhile forms the next one. */
  readonly maxInFlight: number;
  /** Two flushes begin at least so many milliseconds apart; 0 unless told. An item after a longer calm never waits. */
  readonly paceMs?: number;
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Lets calls that wait anyway share one round trip: while `maxInFlight` flushes run, further items gather and go
 * together as soon as one ends. An item that finds a free flight leaves in the same turn of the event loop, or, where
 * flushes are paced, when `paceMs` have passed since the last one began: a steady stream then pays for few flushes.
 * When a flush of several items fails, each is tried alone, so that one bad item fails nobody else.
 */
export class MicroBatcher<I, O> {
  private waiting: Waiting<I, O>[] = [];
  private inFlight = 0;
  private scheduled = false;
  private lastLaunch = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Gives one output an item, in the items' order. */
    private readonly flush: (items: readonly I[]) => Promise<readonly O[]>,
    private readonly options: MicroBatcherOptions,
  ) {}

  run(item: I): Promise<O> {
    return new Promise<O>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Items that arrive in the same turn leave together. */
  private schedule(): void {
    if (this.waiting.length === 0 || this.inFlight >= this.options.maxInFlight) return;
    const earlyMs = this.earlyMs();
    if (earlyMs <= 0) this.launchThisTurn();
    else this.timer ??= setTimeout(() => this.launch(), earlyMs);
  }

  /** How long the pace asks to wait yet; a full batch waits for nothing. */
  private earlyMs(): number {
    const { paceMs = 0, maxItems } = this.options;
    if (paceMs === 0 || this.waiting.length >= maxItems) return 0;
    return this.lastLaunch + paceMs - performance.now();
  }

  private launchThisTurn(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.launch();
    });
  }

  private launch(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0 && this.inFlight < this.options.maxInFlight) {
      const batch = this.waiting.splice(0, this.options.maxItems);
      this.inFlight += 1;
      this.lastLaunch = performance.now();
      void this.settle(batch).finally(() => {
        this.inFlight -= 1;
        this.schedule();
      });
    }
  }

  private async settle(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outputs = await this.flush(batch.map(({ item }) => item));
      if (outputs.length !== batch.length) throw new Error(`batch of ${batch.length} gave ${outputs.length} outputs`);
      batch.forEach(({ resolve }, i) => resolve(outputs[i] as O));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await this.settle([one]);
    }
  }
}
