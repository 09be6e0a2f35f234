import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** An unprivileged account that data services run as when Faregate is started by root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => userInfo().uid === 0;

/** The first of these accounts that exists, when we are root; undefined when we are not and simply stay who we are. */
export function unprivileged(...names: string[]): Account | undefined {
  if (!isRoot()) return undefined;
  for (const name of [...names, 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { name, uid, gid };
  }
  return undefined;
}

/** Tries it as that account, which knows about every parent folder, mount and access list. */
export function canReach({ uid, gid }: Account, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0;
}

function idOf(which: '-u' | '-g', name: string): number | undefined {
  const { status, stdout } = spawnSync('id', [which, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
