import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Guard } from './guard.js';
import { isAlive } from './identity.js';

/** A process group of its own, as services and data services are. */
const group = (): number => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).pid ?? 0;
const gone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 100 && isAlive(-pid); tries += 1) await pause(30);
  return !isAlive(-pid);
};

describe('the watchdog', () => {
  it('ends what is left when the starter goes, and deletes its temporary folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faregate guard '));
    const [service, data] = [group(), group()];
    const guard = new Guard();
    guard.folder(folder);
    guard.service(service);
    guard.data(data, 'INT');
    await guard.done();
    expect(await gone(service)).toBe(true);
    expect(await gone(data)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('touches nothing when everything was stopped before', async () => {
    const pid = group();
    const folder = mkdtempSync(join(tmpdir(), 'faregate-guard-'));
    const guard = new Guard();
    guard.folder(folder);
    guard.service(pid);
    guard.drop(pid);
    await guard.done();
    expect(isAlive(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('is replaced by one that knows the same when it is killed', async () => {
    const replaced: number[] = [];
    const guard = new Guard((pid) => replaced.push(pid));
    const service = group();
    guard.service(service);
    process.kill(guard.pid, 'SIGKILL');
    while (replaced.length === 0) await pause(20);
    expect(guard.pid).toBe(replaced[0]);
    await guard.done();
    expect(await gone(service)).toBe(true);
  });

  it('lets nothing start once everything is being stopped', () => {
    const guard = new Guard();
    guard.refuse();
    expect(() => guard.allow()).toThrow('Stopped before everything was started.');
    return guard.done();
  });
});
