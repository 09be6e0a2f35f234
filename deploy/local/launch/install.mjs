import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Failure } from './progress.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * An optional package may be absent where it is for another system; npm leaves it out of the list of what it installed.
 */
const mayBeAbsent = (entry) => entry.optional === true || entry.devOptional === true;

/**
 * Compares the lock file with npm's own list of what lies in node_modules. Comparing contents instead of times means
 * that a fresh checkout of the same lock file does not cost an installation.
 */
export function installedMatchesLock(lock, installed) {
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    const found = installed.packages[path];
    return found ? found.version === entry.version : mayBeAbsent(entry);
  });
}

/** The native compiler is there for this very system: false when node_modules was copied from another one. */
function compilerLoads(root) {
  try {
    createRequire(join(root, 'package.json'))('@swc/core');
    return true;
  } catch {
    return false;
  }
}

function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  return installedMatchesLock(readJson(join(root, 'package-lock.json')), readJson(hidden)) && compilerLoads(root);
}

/** npm as it started us, so that the same version goes on; else the one on the path. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, cli] : ['npm'];
}

/** Brings node_modules to what package-lock.json says when it is missing or differs; needs no install scripts. */
export async function ensureInstalled(root, progress) {
  if (isInstalled(root)) return;
  await progress.step('Installing packages (npm ci)', () => install(root));
}

const QUIET = [
  '--include=dev',
  '--include=optional',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];
/**
 * npm ci compares the lock file with what the registry offers, down to the optional packages of other systems. A registry
 * that lacks one of those, or has one more, makes it refuse although every package for this system is there.
 */
const REFUSED = /EUSAGE|in sync/;

async function install(root) {
  const first = await npm(root, ['ci', ...QUIET]);
  if (first.code === 0) return;
  const second = REFUSED.test(first.said) ? await npm(root, ['install', '--no-save', ...QUIET]) : first;
  if (second.code === 0) return;
  throw new Failure(
    `${second.said.trim()}\n\nThe packages could not be installed.` +
      ' Check the network and the registry npm is set to, then run the command again.',
  );
}

/** Runs npm to its end; gives its exit code and what it said last. */
function npm(root, args) {
  const [file, ...before] = npmCommand();
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...before, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk) => (said = (said + chunk).slice(-6000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', () =>
      reject(new Failure('npm was not found. Install Node.js 20.19 or newer with npm and try again.')),
    );
    child.on('close', (code) => resolve({ code, said }));
  });
}
