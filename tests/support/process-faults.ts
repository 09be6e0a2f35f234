import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { ServiceName } from '../../deploy/local/src/platform/services.js';

/** The agent looks for its orders five times a second. */
const SHIFTED_WITHIN_MS = 5_000;

/** Trouble inside a service's process, through the agent that is loaded into it (process-agent.mjs). */
export class ProcessFaults {
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  /** What the services must be started with. */
  get nodeOptions(): string {
    const agent = pathToFileURL(join(this.root, 'tests/support/process-agent.mjs'));
    agent.searchParams.set('folder', this.folder);
    agent.searchParams.set('root', this.root);
    return `--import=${agent.href}`;
  }

  /** In this and its next lives, `lives` in all, the service is killed at one of `points` (`name` or `name:nth`). */
  dieAt(service: ServiceName, points: readonly string[], lives = 1): void {
    this.write(this.file(service, 'failpoints'), JSON.stringify({ points, lives }));
  }

  /** Whether there are lives left in which it is to die. */
  isArmed(service: ServiceName): boolean {
    return existsSync(this.file(service, 'failpoints'));
  }

  forgive(service: ServiceName): void {
    rmSync(this.file(service, 'failpoints'), { force: true });
  }

  /**
   * From now on the service's clock is off by this much; 0 is right again. Resolves when the service itself reads that
   * from its clock, throws when it does not.
   */
  async shiftClock(service: ServiceName, offsetMs: number): Promise<void> {
    this.write(this.file(service, 'clock'), String(offsetMs));
    const until = Date.now() + SHIFTED_WITHIN_MS;
    for (;;) {
      const shown = Number(
        existsSync(this.file(service, 'shows')) && readFileSync(this.file(service, 'shows'), 'utf8'),
      );
      if (Math.abs(shown - offsetMs - Date.now()) < SHIFTED_WITHIN_MS) return;
      if (Date.now() > until) throw new Error(`the clock of ${service} did not move`);
      await pause(50);
    }
  }

  /** In one step: the agent looks at any moment and must not read half an order. */
  private write(path: string, text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  private file(service: ServiceName, what: string): string {
    return join(this.folder, `${service}.${what}`);
  }
}
