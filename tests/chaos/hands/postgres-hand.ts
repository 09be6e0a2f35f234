import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from '../../../deploy/local/src/postgres/postgres-server.js';

const TRIES = 10;
const STOP_MS = 20_000;

/** Ends and starts the private PostgreSQL of a run. */
export class PostgresHand {
  constructor(private readonly server: PostgresServer | undefined) {}

  /** Every one of its processes at once: what was committed asynchronously is lost. */
  async crash(): Promise<void> {
    const { server } = this;
    if (!server || server.pid === 0) return;
    const all = [...childrenOf(server.pid), server.pid];
    for (const pid of all) kill(pid);
    await this.over();
    await this.start();
  }

  /** A fast shutdown: transactions under way are rolled back. */
  async restart(): Promise<void> {
    const { server } = this;
    if (!server || server.pid === 0) return;
    process.kill(server.pid, 'SIGINT');
    await this.over();
    await this.start();
  }

  private async over(): Promise<void> {
    const until = Date.now() + STOP_MS;
    while (this.server && !this.server.crashed && Date.now() < until) await pause(25);
  }

  /** The memory of a killed server is given back a moment after it. */
  private async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.server?.run();
      } catch (error) {
        if (attempt === TRIES) throw error;
        await pause(300);
      }
    }
  }
}

function childrenOf(pid: number): number[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child = 0, parent = 0]) => (parent === pid ? [child] : []));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
