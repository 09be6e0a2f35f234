import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** How often the launcher looks whether npm, which started it, is still there. */
const WATCH_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs the program under another Node and waits for it. Signals are passed on; a closed channel tells the program that
 * the launcher is gone, so that it stops what it started however this process ends. Resolves with the exit code.
 */
export function handOver(node, program, args, cwd) {
  const child = spawn(node, [program, ...args], {
    cwd,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, FAREGATE_CALLED_FROM: process.env.INIT_CWD ?? process.cwd() },
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  const watch = watchStarter(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** When npm started us, its end (even by kill -9) ends us too; started by hand we may outlive the shell. */
function watchStarter(gone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const npm = grandparentOf(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(watch);
    gone();
  }, WATCH_MS);
  return watch;
}

/**
 * The process behind the shell that npm runs scripts with; undefined where that shell has replaced itself or can't be
 * seen.
 */
function grandparentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const isShell = /^\d+ \((sh|dash|bash|ash|busybox)\)/.test(stat);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return isShell && parent > 1 ? parent : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
