import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../launch/progress.mjs';
import { identityOf, isRunning, type ProcessIdentity } from '../process/identity.js';

interface Holder {
  starter: ProcessIdentity;
  /** The watchdog of that starter, which may still be ending what a killed starter left. */
  guard?: ProcessIdentity;
}

/** How long the watchdog of a killed starter may need to end everything. */
const GUARD_MS = 20_000;

/**
 * One starter a state folder: the file names the process that holds it, and outlives a `kill -9` without blocking
 * anybody.
 */
export class Lock {
  private constructor(private readonly path: string) {}

  /**
   * Takes the lock or throws a Failure naming the holder's pid. Waits for the watchdog of a starter that was killed.
   */
  static async take(path: string): Promise<Lock> {
    const lock = new Lock(path);
    for (;;) {
      if (lock.tryTake()) return lock;
      const holder = readHolder(path);
      if (holder && isRunning(holder.starter)) throw new Failure(alreadyRunning(holder.starter.pid));
      if (holder?.guard) await ended(holder.guard);
      setAside(path);
    }
  }

  /** The pid of the running starter, if there is one. */
  static holder(path: string): number | undefined {
    const holder = readHolder(path);
    return holder && isRunning(holder.starter) ? holder.starter.pid : undefined;
  }

  /** Writes down the watchdog's pid, so that the next starter waits for it. */
  guardedBy(pid: number): void {
    const next = `${this.path}.${process.pid}`;
    writeFileSync(next, JSON.stringify({ starter: identityOf(process.pid), guard: identityOf(pid) } satisfies Holder));
    renameSync(next, this.path);
  }

  release(): void {
    rmSync(this.path, { force: true });
  }

  /** A link is made whole or not at all, so two starters at once can't both win. */
  private tryTake(): boolean {
    const own = `${this.path}.${process.pid}`;
    writeFileSync(own, JSON.stringify({ starter: identityOf(process.pid) } satisfies Holder));
    try {
      linkSync(own, this.path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(own, { force: true });
    }
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Renaming decides between two starters that both found the same stale lock. */
function setAside(path: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another starter was quicker.
  }
}

async function ended(guard: ProcessIdentity): Promise<void> {
  const until = Date.now() + GUARD_MS;
  while (isRunning(guard) && Date.now() < until) await pause(100);
}

const alreadyRunning = (pid: number): string =>
  `Faregate is already running from this folder (process ${pid}). Stop it with Ctrl-C there, or with: kill ${pid}`;
