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

interface Armed {
  left: number;
  /** Only when the place is about this event. */
  readonly event: string | undefined;
}

const armed = new Map<string, Armed>();

/**
 * Arms places given as `name`, `name:n` (the n-th time it is reached) or `name@event` (when it is about the event of
 * that id); throws RangeError for an unknown name.
 */
export function armFailpoints(list: readonly string[]): void {
  for (const entry of list) {
    const [place = '', event] = entry.split('@');
    const [name = '', nth = '1'] = place.split(':');
    if (!(FAILPOINTS as readonly string[]).includes(name)) throw new RangeError(`no such failpoint: ${name}`);
    armed.set(name, { left: Number(nth), event });
  }
}

/**
 * Kills this process, without any farewell, when the place is armed and its turn has come; at `relay.leader-pause` it
 * is stopped instead, until somebody sends SIGCONT. `about` gives the ids of the events that are being worked on.
 */
export function failpoint(name: Failpoint, about?: () => readonly string[]): void {
  if (armed.size === 0) return;
  const turn = armed.get(name);
  if (turn === undefined) return;
  if (turn.event !== undefined && !about?.().includes(turn.event)) return;
  if (turn.left > 1) turn.left -= 1;
  else {
    armed.delete(name);
    process.kill(process.pid, name === 'relay.leader-pause' ? 'SIGSTOP' : 'SIGKILL');
  }
}
