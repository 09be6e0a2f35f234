import { Injectable } from '@nestjs/common';

export interface CheckResult {
  readonly ok: boolean;
  /** What an operator wants to see beside it: counts, ages in ms. */
  readonly [detail: string]: unknown;
}

export type ReadinessCheck = () => CheckResult | Promise<CheckResult>;

export interface ReadinessReport {
  readonly ready: boolean;
  readonly service: string;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** Whether this process should get work. Parts add their checks; a service may add its own. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();
  private readonly stopped = new AbortController();
  /** Aborts when the process begins to drain: endless answers (event streams) end themselves on it. */
  readonly stopping = this.stopped.signal;

  constructor(private readonly service: string) {}

  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** From now on not ready: the process drains. */
  stop(): void {
    this.stopped.abort();
  }

  async report(): Promise<ReadinessReport> {
    const results = await Promise.all([...this.checks].map(async ([name, check]) => [name, await run(check)] as const));
    const checks = Object.fromEntries([...results, ['serving', { ok: !this.stopping.aborted }] as const]);
    return { ready: Object.values(checks).every(({ ok }) => ok), service: this.service, checks };
  }
}

async function run(check: ReadinessCheck): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<CheckResult>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, reason: 'no answer in time' }), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), tooLate]);
  } catch {
    return { ok: false, reason: 'failed' };
  } finally {
    clearTimeout(timer);
  }
}
