import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** CPU seconds of itself and of children it has waited for. */
  readonly cpuSeconds: number;
}

/** CPU seconds of each named process with all its descendants and its group. */
export function cpuOf(roots: Readonly<Record<string, number>>): Record<string, number> {
  const all = processes();
  return Object.fromEntries(
    Object.entries(roots).map(([name, pid]) => {
      const family = familyOf(pid, all);
      return [name, family.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)];
    }),
  );
}

/** Memory in bytes of each named process with its family: shared pages are divided among those who share them (PSS). */
export function memoryOf(roots: Readonly<Record<string, number>>): Record<string, number> {
  const all = processes();
  return Object.fromEntries(
    Object.entries(roots).map(([name, pid]) => [
      name,
      familyOf(pid, all).reduce((sum, process) => sum + pssOf(process.pid), 0),
    ]),
  );
}

function familyOf(root: number, all: readonly Process[]): Process[] {
  const family = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent, group } of all) {
      if (family.has(pid) || !(family.has(parent) || group === root)) continue;
      family.add(pid);
      grown = true;
    }
  }
  return all.filter(({ pid }) => family.has(pid));
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
}

/** proc(5): parent is field 4, group 5, the times 14 to 17. */
function statOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    const cpuSeconds = (user + system + childUser + childSystem) / TICKS_PER_SECOND;
    return { pid, parent: fields[1] ?? 0, group: fields[2] ?? 0, cpuSeconds };
  } catch {
    return undefined;
  }
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/** CPU seconds of the whole machine so far: all that could be had, and what was used by anyone. */
export function machineSeconds(): { readonly all: number; readonly busy: number } {
  const line = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '';
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = line
    .split(/ +/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + soft + steal;
  return { all: (busy + idle + wait) / TICKS_PER_SECOND, busy: busy / TICKS_PER_SECOND };
}
