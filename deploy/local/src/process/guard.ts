import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../launch/progress.mjs';
import type { Leftovers } from './leftovers.js';

/** The signal that makes a data service stop orderly: PostgreSQL's fast shutdown is INT, everything else takes TERM. */
export type StopSignal = 'INT' | 'TERM';

/**
 * The starter's side of guard.sh: a watchdog in a session of its own that ends what we started when we are gone,
 * however we went. Everything said to it is remembered, so that a watchdog that was killed is replaced by one that
 * knows the same.
 */
export class Guard {
  private child: ChildProcess;
  private readonly said = new Set<string>();
  private finished = false;
  private refusing = false;

  /**
   * `replaced` hears the pid of a new watchdog; `leftovers` remembers what runs in case the watchdog is killed with us.
   */
  constructor(
    private readonly replaced: (pid: number) => void = () => undefined,
    private readonly leftovers?: Leftovers,
  ) {
    this.child = this.spawn();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  service(pid: number): void {
    this.say(`service ${pid}`);
    this.leftovers?.add(pid, 'TERM');
  }

  data(pid: number, signal: StopSignal): void {
    this.say(`data ${pid} ${signal}`);
    this.leftovers?.add(pid, signal);
  }

  /** What a data service needs until it has ended. */
  last(pid: number): void {
    this.say(`last ${pid}`);
    this.leftovers?.add(pid, 'TERM', true);
  }

  container(name: string): void {
    this.say(`container ${name}`);
  }

  /** A temporary folder that goes with us. */
  folder(path: string): void {
    this.say(`folder ${path}`);
  }

  /** A process group or container that has ended. */
  drop(what: number | string): void {
    for (const line of this.said) if (line.split(' ')[1] === String(what)) this.said.delete(line);
    this.write(`drop ${what}`);
    if (typeof what === 'number') this.leftovers?.remove(what);
  }

  /** From now on nothing may be started: what is being stopped must not grow. */
  refuse(): void {
    this.refusing = true;
  }

  /** Throws when nothing may be started any more. Asked by whoever starts a process, before it does. */
  allow(): void {
    if (this.refusing) throw new Failure('Stopped before everything was started.');
  }

  /** The watchdog goes; what is still running by now, it ends on its way. */
  async done(): Promise<void> {
    this.finished = true;
    this.child.ref();
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (![...this.said].some((line) => !line.startsWith('folder '))) this.write('done');
    this.child.stdin?.end();
    if (this.child.exitCode === null && this.child.signalCode === null) await gone;
  }

  private say(line: string): void {
    this.said.add(line);
    this.write(line);
  }

  private write(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  private spawn(): ChildProcess {
    const script = fileURLToPath(new URL('guard.sh', import.meta.url));
    const child = spawn('/bin/sh', [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    child.stdin?.on('error', () => undefined);
    child.on('exit', () => {
      if (this.finished) return;
      this.child = this.spawn();
      for (const line of this.said) this.write(line);
      this.replaced(this.pid);
    });
    child.unref();
    return child;
  }
}
