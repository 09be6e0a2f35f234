export interface Percentiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

const FIRST_ROOM = 4_096;

/** Keeps every measured time, without an object for each. */
export class Latencies {
  private times = new Float64Array(FIRST_ROOM);
  private count = 0;

  add(ms: number): void {
    if (this.count === this.times.length) {
      const wider = new Float64Array(this.times.length * 2);
      wider.set(this.times);
      this.times = wider;
    }
    this.times[this.count] = ms;
    this.count += 1;
  }

  percentiles(): Percentiles {
    const sorted = this.times.slice(0, this.count).sort();
    const at = (share: number): number => sorted[Math.min(this.count - 1, Math.floor(this.count * share))] ?? 0;
    return { count: this.count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  }
}
