/** The places where a process can be made to die, to prove that nothing is lost there. */
export const FAILPOINTS = [
  'outbox.committed',
  'relay.published',
  'relay.confirmed',
  'relay.leader-pause',
  'consumer.inbox-inserted',
  'consumer.mid-batch',
  'consumer.committed',
  'consumer.retrying',
  'messaging.closing',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

const armed = new Map<string, number>();

/** Arms places given as `name` or `name:n` (the n-th time it is reached); throws RangeError for an unknown name. */
export function armFailpoints(list: readonly string[]): void {
  for (const entry of list) {
    const [name = '', nth = '1'] = entry.split(':');
    if (!(FAILPOINTS as readonly string[]).includes(name)) throw new RangeError(`no such failpoint: ${name}`);
    armed.set(name, Number(nth));
  }
}

/**
 * Kills this process, without any farewell, when the place is armed and its turn has come; at `relay.leader-pause` it
 * is stopped instead, until somebody sends SIGCONT.
 */
export function failpoint(name: Failpoint): void {
  if (armed.size === 0) return;
  const left = armed.get(name);
  if (left === undefined) return;
  if (left > 1) armed.set(name, left - 1);
  else {
    armed.delete(name);
    process.kill(process.pid, name === 'relay.leader-pause' ? 'SIGSTOP' : 'SIGKILL');
  }
}
