import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Resolve = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * Looks a name up so that each connection starts with the next of its addresses; the others follow, for when it
 * refuses. The order of the name server does not reach us: on one network getaddrinfo puts first what shares the
 * longest prefix with our own address (RFC 6724, rule 9), which is the same replica every time.
 */
export function nextReplica(resolve: Resolve = lookup): LookupFunction {
  const turns = new Map<string, number>();
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const turn = turns.get(host) ?? 0;
      turns.set(host, turn + 1);
      done(null, fromTurn(found, turn));
    });
  };
}

function fromTurn(found: readonly LookupAddress[], turn: number): LookupAddress[] {
  const sorted = found.toSorted((one, other) => (one.address < other.address ? -1 : 1));
  const first = turn % sorted.length;
  return [...sorted.slice(first), ...sorted.slice(0, first)];
}
