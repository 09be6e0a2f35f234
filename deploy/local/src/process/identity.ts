import { readFileSync } from 'node:fs';

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Start time in clock ticks since boot where the system shows it (Linux). */
  startedAt?: string;
}

export function identityOf(pid: number): ProcessIdentity {
  const startedAt = startTicks(pid);
  return startedAt === undefined ? { pid } : { pid, startedAt };
}

/** True while exactly this process runs. A zombie does not count as running. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  if (startedAt !== undefined) return startTicks(pid) === startedAt;
  return isAlive(pid);
}

/** True when a process (negative: a process group) of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** proc(5): field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
