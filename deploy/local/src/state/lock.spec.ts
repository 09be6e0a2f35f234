import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lock } from './lock.js';

describe('the lock of a state folder', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faregate-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses a second starter and names the first one', async () => {
    await Lock.take(path);
    await expect(Lock.take(path)).rejects.toThrow(`already running from this folder (process ${process.pid})`);
    expect(Lock.holder(path)).toBe(process.pid);
  });

  it('is free again once it is released', async () => {
    (await Lock.take(path)).release();
    expect(existsSync(path)).toBe(false);
    await expect(Lock.take(path)).resolves.toBeDefined();
  });

  it('is not held by a starter that was killed', async () => {
    const dead = await pidOfAnEndedProcess();
    writeFileSync(path, JSON.stringify({ starter: { pid: dead, startedAt: '1' } }));
    expect(Lock.holder(path)).toBeUndefined();
    await expect(Lock.take(path)).resolves.toBeDefined();
  });

  it('waits for the watchdog of a starter that was killed', async () => {
    const watchdog = spawn('sleep', ['0.6']);
    writeFileSync(path, JSON.stringify({ starter: { pid: 999_999_999 }, guard: { pid: watchdog.pid } }));
    const began = Date.now();
    await Lock.take(path);
    expect(Date.now() - began).toBeGreaterThan(400);
  });

  it('does not take a cut-off file for a running starter', async () => {
    writeFileSync(path, '{"starter":');
    await expect(Lock.take(path)).resolves.toBeDefined();
  });
});

const pidOfAnEndedProcess = (): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn('true');
    child.on('exit', () => resolve(child.pid ?? 0));
  });
