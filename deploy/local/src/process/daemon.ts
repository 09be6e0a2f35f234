import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Guard, StopSignal } from './guard.js';
import { isAlive } from './identity.js';

export interface DaemonOptions {
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  /** Run as this account; undefined: as ourselves. */
  account?: Account | undefined;
  cwd: string;
  logFile: string;
  stopSignal: StopSignal;
  /** Other data services need it until they have ended. */
  stopsLast?: boolean;
  guard: Guard;
}

/**
 * A data service in a process group of its own, so that a Ctrl-C in the terminal does not reach it before the services
 * are done.
 */
export class Daemon {
  readonly pid: number;
  private ended: number | string | undefined;

  constructor(private readonly options: DaemonOptions) {
    options.guard.allow();
    const child = start(options);
    if (child.pid === undefined) throw new Error(`${options.command} could not be started`);
    this.pid = child.pid;
    if (options.stopsLast) options.guard.last(this.pid);
    else options.guard.data(this.pid, options.stopSignal);
    child.on('exit', (code, signal) => {
      this.ended = signal ?? code ?? 0;
      this.signal('KILL');
      options.guard.drop(this.pid);
    });
    child.on('error', () => undefined);
    child.unref();
  }

  /** Exit code or signal once it has ended. */
  get exit(): number | string | undefined {
    return this.ended;
  }

  /** Asks it to stop and, after `graceMs`, ends the whole group. */
  async stop(graceMs: number): Promise<void> {
    this.signal(this.options.stopSignal);
    const until = Date.now() + graceMs;
    while (isAlive(-this.pid) && this.ended === undefined && Date.now() < until) await pause(25);
    this.signal('KILL');
  }

  signal(signal: StopSignal | 'KILL'): void {
    try {
      process.kill(-this.pid, `SIG${signal}`);
    } catch {
      // The group is gone.
    }
  }
}

function start({ command, args, env, account, cwd, logFile }: DaemonOptions): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    return spawn(command, args, {
      detached: true,
      cwd,
      env,
      stdio: ['ignore', log, log],
      ...(account ? { uid: account.uid, gid: account.gid } : {}),
    });
  } finally {
    closeSync(log);
  }
}
