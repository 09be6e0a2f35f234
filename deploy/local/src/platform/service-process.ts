import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guard } from '../process/guard.js';
import { isAlive } from '../process/identity.js';
import { restartDelayMs } from './restart-delay.js';

export interface ServiceProcessOptions {
  name: string;
  program: string;
  environment: Record<string, string>;
  logFile: string;
  guard: Guard;
  /** Each line it prints, and each thing that happens to it. */
  report: (event: ServiceEvent) => void;
}

export interface ServiceEvent {
  service: string;
  kind: 'line' | 'crashed' | 'restarted';
  text: string;
}

/**
 * Seven services share a machine that may have two cores: collecting garbage on one thread costs less than handing it
 * to helpers that wait for the same core, and semi-spaces of up to 48 MB, taken only under load, are collected less
 * often than those of 16 MB (docs/performance.md). Source maps would cost 17 MB more a service; who wants them sets
 * NODE_OPTIONS=--enable-source-maps.
 */
const NODE_FLAGS = ['--single-threaded-gc', '--max-semi-space-size=48'];

/**
 * One service as a process group of its own: started, watched, started again with back-off when it ends without being
 * asked.
 */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private readonly log: WriteStream;
  private stopping = false;
  private startedAt = 0;
  private crashes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ServiceProcessOptions) {
    this.log = createWriteStream(options.logFile, { flags: 'a' });
  }

  /** 0 while it is down. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** How often it ended without being asked since it last ran for a minute. */
  get crashCount(): number {
    return this.crashes;
  }

  start(): void {
    this.stopping = false;
    const { program, environment, guard } = this.options;
    guard.allow();
    const child = spawn(process.execPath, [...NODE_FLAGS, program], {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.startedAt = Date.now();
    if (child.pid !== undefined) guard.service(child.pid);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.printed(line));
    child.on('error', (error) => this.printed(error.message));
    child.on('exit', (code, signal) => this.ended(child, signal ?? `exit code ${code}`));
  }

  /** True when its /readyz answers 200. */
  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.options.environment['PORT']}/readyz`, {
        signal: AbortSignal.timeout(2_000),
      });
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  /** Ends it at once, as a fault would; it comes back by itself. */
  kill9(): void {
    this.signal('SIGKILL');
  }

  /** Ends it at once and leaves it down until it is started. */
  halt(): Promise<void> {
    return this.stop(0);
  }

  /** Asks it to drain, ends it after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const pid = this.pid;
    if (pid === 0) return;
    this.signal('SIGTERM');
    const until = Date.now() + graceMs;
    while (isAlive(-pid) && this.child !== undefined && Date.now() < until) await pause(20);
    this.signal('SIGKILL', pid);
  }

  async restart(graceMs: number): Promise<void> {
    await this.stop(graceMs);
    this.start();
  }

  private ended(child: ChildProcess, how: string): void {
    if (child.pid !== undefined) {
      this.signal('SIGKILL', child.pid);
      this.options.guard.drop(child.pid);
    }
    if (this.child === child) this.child = undefined;
    if (this.stopping || this.child !== undefined) return;
    this.crashes = Date.now() - this.startedAt > 60_000 ? 1 : this.crashes + 1;
    const delayMs = restartDelayMs(this.crashes);
    this.say('crashed', `ended (${how}); starting it again in ${delayMs / 1000} s`);
    this.timer = setTimeout(() => {
      this.start();
      this.say('restarted', `started again (process ${this.pid})`);
    }, delayMs);
  }

  private printed(line: string): void {
    this.log.write(`${line}\n`);
    this.say('line', line);
  }

  private say(kind: ServiceEvent['kind'], text: string): void {
    this.options.report({ service: this.options.name, kind, text });
  }

  private signal(signal: NodeJS.Signals, pid = this.pid): void {
    try {
      if (pid > 0) process.kill(-pid, signal);
    } catch {
      // It is gone.
    }
  }
}
