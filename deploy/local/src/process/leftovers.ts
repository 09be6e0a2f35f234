import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './identity.js';

interface Leftover extends ProcessIdentity {
  signal: string;
  /** The others need it until they have ended. */
  last: boolean;
}

const GRACE_MS = 6_000;

/**
 * The process groups of a starter, written down for the one case the watchdog can't help: it was killed together with
 * the starter.
 */
export class Leftovers {
  private running: Leftover[] = [];

  constructor(private readonly file: string) {}

  add(pid: number, signal: string, last = false): void {
    this.running.push({ ...identityOf(pid), signal, last });
    this.save();
  }

  remove(pid: number): void {
    this.running = this.running.filter((one) => one.pid !== pid);
    this.save();
  }

  /**
   * Ends what an earlier starter left running: only processes that are surely the same, so nothing where start times
   * are hidden.
   */
  async end(): Promise<void> {
    const left = read(this.file).filter((one) => one.startedAt !== undefined && isRunning(one));
    await end(left.filter(({ last }) => !last));
    await end(left.filter(({ last }) => last));
    this.save();
  }

  private save(): void {
    writeFileSync(this.file, JSON.stringify(this.running));
  }
}

async function end(processes: readonly Leftover[]): Promise<void> {
  for (const { pid, signal } of processes) kill(pid, `SIG${signal}` as NodeJS.Signals);
  const until = Date.now() + GRACE_MS;
  while (processes.some((one) => isRunning(one)) && Date.now() < until) await pause(50);
  for (const one of processes) if (isRunning(one)) kill(one.pid, 'SIGKILL');
}

function read(file: string): Leftover[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Leftover[];
  } catch {
    return [];
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}
