import type { Fault, Fire } from './fire.js';
import type { Result } from './report.js';

const BETWEEN_MS = 700;

/**
 * Strikes with one fault after the other in an order that follows from the seed: first one for every number, then the
 * others, all of them before any twice.
 */
export class Nemesis {
  readonly faults: Result['faults'] & Map<string, { how: Set<string>; count: number }> = new Map();
  readonly unavailable: string[] = [];
  /** What was tried and could not be done, not even later, with the reason. */
  readonly undone = new Map<string, string>();

  constructor(
    private readonly fire: Fire,
    private readonly choice: readonly Fault[],
    private readonly say: (line: string) => void,
  ) {}

  /** Goes on until the time is over, for numbers that had no turn until `latestMs`; whether every number had one. */
  async rage(untilMs: number, latestMs = untilMs): Promise<boolean> {
    const possible = this.choice.filter((fault) => this.isPossible(fault));
    for (;;)
      for (const fault of this.ordered(possible)) {
        const missing = this.missing(possible).length;
        if (Date.now() >= (missing > 0 ? latestMs : untilMs)) return missing === 0;
        await this.strike(fault);
        await this.fire.wait(BETWEEN_MS);
      }
  }

  private missing(faults: readonly Fault[]): string[] {
    return faults.flatMap(({ covers }) => covers.filter((id) => !this.faults.has(id)));
  }

  private async strike(fault: Fault): Promise<void> {
    const began = Date.now();
    this.say(`${fault.covers.join(', ').padEnd(8)} ${fault.how}`);
    try {
      await fault.strike(this.fire);
      for (const id of fault.covers) this.count(id, fault.how);
      this.undone.delete(fault.how);
    } catch (error) {
      const why = String((error as Error).message);
      this.say(`${' '.repeat(8)} could not be done: ${why}`);
      this.undone.set(fault.how, why);
    }
    const tookMs = Date.now() - began;
    if (tookMs > 15_000) this.say(`${' '.repeat(8)} … took ${Math.round(tookMs / 1_000)} s`);
  }

  private count(id: string, how: string): void {
    const strikes = this.faults.get(id) ?? { how: new Set<string>(), count: 0 };
    strikes.how.add(how);
    strikes.count += 1;
    this.faults.set(id, strikes);
  }

  private isPossible(fault: Fault): boolean {
    const reason = fault.unavailable?.(this.fire);
    if (reason) this.unavailable.push(`${fault.covers.join(', ')} ${fault.how}: ${reason}`);
    return reason === undefined;
  }

  /** Those that could not be done before come first, then one for every number. */
  private ordered(faults: readonly Fault[]): Fault[] {
    const deck = everyNumberFirst(this.shuffled(faults));
    const again = deck.filter(({ how }) => this.undone.has(how));
    return [...again, ...deck.filter((fault) => !again.includes(fault))];
  }

  private shuffled(faults: readonly Fault[]): Fault[] {
    const deck = [...faults];
    for (let i = deck.length - 1; i > 0; i -= 1) {
      const j = Math.floor(this.fire.parts.random() * (i + 1));
      [deck[i], deck[j]] = [deck[j] as Fault, deck[i] as Fault];
    }
    return deck;
  }
}

function everyNumberFirst(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  const isNew = ({ covers }: Fault): boolean => {
    const fresh = covers.some((id) => !seen.has(id));
    for (const id of covers) seen.add(id);
    return fresh;
  };
  const first = faults.filter(isNew);
  return [...first, ...faults.filter((fault) => !first.includes(fault))];
}
