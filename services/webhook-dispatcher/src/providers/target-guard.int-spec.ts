import { createSocket, type Socket } from 'node:dgram';
import { Receiver } from '../receiver.fixture.js';
import { Exchange } from './exchange.js';
import { HostAddresses } from './host-addresses.js';
import { PinnedPools } from './pinned-pools.js';
import { TargetGuard } from './target-guard.js';

const A = 1;
const AAAA = 28;
type Answers = Readonly<Record<string, { a?: string[]; aaaa?: string[]; code?: number; silent?: boolean }>>;

/** A name server of a few names, over UDP as real ones are. */
class NameServer {
  private constructor(private readonly socket: Socket) {}

  static async start(answers: Answers): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.on('message', (query, from) => {
      const reply = replyTo(query, answers);
      if (reply) socket.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new NameServer(socket);
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  stop(): void {
    this.socket.close();
  }
}

/** RFC 1035 §4.1: header, the question again, one record an address. */
function replyTo(query: Buffer, answers: Answers): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const answer = answers[labels.join('.').toLowerCase()] ?? { code: 3 };
  if (answer.silent) return undefined;
  const addresses = (type === A ? answer.a : type === AAAA ? answer.aaaa : undefined) ?? [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (answer.code ?? 0), 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, query.subarray(12, at + 5), ...addresses.map((address) => record(type, address))]);
}

function record(type: number, address: string): Buffer {
  const bytes =
    type === A
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.from(
          address
            .split(':')
            .map((group) => group.padStart(4, '0'))
            .join(''),
          'hex',
        );
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, bytes]);
}

const PUBLIC_V6 = '2606:2800:220:1:248:1893:25c8:1946';

describe('names of receivers', () => {
  let server: NameServer;
  let guard: TargetGuard;

  beforeAll(async () => {
    server = await NameServer.start({
      'good.example': { a: ['93.184.216.34'], aaaa: [PUBLIC_V6] },
      'v4only.example': { a: ['93.184.216.34'] },
      'private.example': { a: ['10.1.2.3'] },
      '127.0.0.1.nip.io': { a: ['127.0.0.1'] },
      'mixed.example': { a: ['93.184.216.34', '127.0.0.1'] },
      'mixed6.example': { a: ['93.184.216.34'], aaaa: ['fd00:ec2:0:0:0:0:0:254'] },
      'broken.example': { code: 2 },
      'silent.example': { silent: true },
    });
    const rules = { allowPrivate: false, ownHosts: [] };
    guard = new TargetGuard(rules, new HostAddresses(false, [server.address]));
  });
  afterAll(() => server.stop());

  const vet = (name: string) => guard.vet(new URL(`https://${name}/hooks`));

  it('give all of their addresses', async () => {
    expect(await vet('good.example')).toEqual(['93.184.216.34', PUBLIC_V6]);
    expect(await vet('v4only.example')).toEqual(['93.184.216.34']);
  });

  it.each(['private.example', '127.0.0.1.nip.io', 'mixed.example', 'mixed6.example'])(
    'are refused whole when one address is blocked: %s (A45, A46)',
    async (name) => {
      await expect(vet(name)).rejects.toMatchObject({ reason: 'blocked_address' });
    },
  );

  it.each(['missing.example', 'broken.example', 'silent.example'])('fail closed: %s (A51)', async (name) => {
    const startedMs = performance.now();
    await expect(vet(name)).rejects.toMatchObject({ reason: 'dns_error' });
    expect(performance.now() - startedMs).toBeLessThan(2_600);
  });

  it('that move to this machine between check and connect reach nothing (A47)', async () => {
    const sink = await Receiver.start();
    const pools = new PinnedPools(guard);
    const url = new URL(sink.url.replace('127.0.0.1', 'good.example'));
    const options = { method: 'POST', path: '/hooks', body: '{}' } as const;
    await expect(Exchange.run(pools.at(url, '127.0.0.1'), options, 2_000)).rejects.toMatchObject({
      reason: { reason: 'blocked_address' },
    });
    expect(sink.received).toHaveLength(0);
    await pools.close();
    await sink.stop();
  });
});
