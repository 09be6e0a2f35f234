import type { LookupAddress } from 'node:dns';
import { nextReplica } from './next-replica.js';

const REPLICAS = ['172.18.0.4', '172.18.0.5', '172.18.0.12'];
const addresses = (names: readonly string[]): LookupAddress[] => names.map((address) => ({ address, family: 4 }));

/** What connections to `host` try, in order. */
function addressesFor(look: ReturnType<typeof nextReplica>, host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    look(host, { all: true }, (error, found) => {
      if (error) reject(error);
      else resolve((found as LookupAddress[]).map(({ address }) => address));
    });
  });
}

describe('the next replica', () => {
  it('is another for each connection, in whatever order the system lists them, and the rest follow', async () => {
    let reversed = false;
    const look = nextReplica((_host, _options, done) => {
      reversed = !reversed;
      done(null, addresses(reversed ? REPLICAS.toReversed() : REPLICAS));
    });
    const tried: string[][] = [];
    for (let connection = 0; connection < 6; connection += 1) tried.push(await addressesFor(look, 'booking'));
    for (const replica of REPLICAS) expect(tried.filter(([first]) => first === replica)).toHaveLength(2);
    for (const one of tried) expect(one.toSorted()).toEqual(REPLICAS.toSorted());
  });

  it('is counted for each name by itself', async () => {
    const look = nextReplica((_host, _options, done) => done(null, addresses(REPLICAS.slice(0, 2))));
    const first = async (host: string) => (await addressesFor(look, host))[0];
    const turns = [await first('booking'), await first('payment'), await first('booking'), await first('payment')];
    expect(turns).toEqual(['172.18.0.4', '172.18.0.4', '172.18.0.5', '172.18.0.5']);
  });

  it('is nobody when the name is unknown', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const look = nextReplica((_host, _options, done) => done(unknown, []));
    await expect(addressesFor(look, 'nobody')).rejects.toThrow('ENOTFOUND');
  });
});
