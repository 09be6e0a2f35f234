import { BlockedAddresses } from './blocked-addresses.js';
import { faultOfUrl } from './target-url.js';

const rules = { allowPrivate: false, ownHosts: ['api.faregate.example'], blockedNetworks: ['8.8.4.0/24'] };
const addresses = new BlockedAddresses(rules);
const fault = (url: string, livemode = false) => faultOfUrl(url, livemode, rules, addresses);

const LOOPBACK_IN_DISGUISE = [
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://127.0.0.1./',
  'http://１２７.0.0.1/',
  'http://①②⑦.0.0.1/',
  'http://127。0。0。1/',
  'http://%31%32%37.0.0.1/',
  'http:127.0.0.1/',
  'http:/127.0.0.1/',
  'http://0/',
  'http://192.168.257/',
  'http://example.com\\@127.0.0.1/',
  'http://example.com#@127.0.0.1/',
  'http://exa\tmple.com/',
  'http://127.0.0\n.1/',
];

const V6 = [
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '2001:db8::1',
  'fe80::1',
  'fec0::1',
  'fd00:ec2::254',
  'ff02::1',
];

const V4 = [
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.0.8',
  '198.18.0.1',
  '198.19.255.255',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '0.0.0.0',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '168.63.129.16',
  '8.8.4.4',
];

describe('a webhook URL', () => {
  it.each(LOOPBACK_IN_DISGUISE)('is refused when it means this machine or hides its host: %j (A42)', (url) => {
    expect(fault(url)).toBeDefined();
  });

  it.each(V6)('is refused on [%s] (A43)', (address) => {
    expect(fault(`https://[${address}]/`)).toBeDefined();
    expect(addresses.blocks(address)).toBe(true);
  });

  it.each(V4)('is refused on %s (A44)', (address) => {
    expect(fault(`https://${address}/`)).toBeDefined();
    expect(addresses.blocks(address)).toBe(true);
  });

  it.each([
    'localhost',
    'localhost.',
    'x.localhost',
    'metadata.google.internal',
    'payment',
    'db.internal',
    'printer.local',
    'auth.default.svc',
    'API.faregate.example',
  ])('is refused on the internal name %s (A45, A50)', (name) => {
    expect(fault(`https://${name}/hooks`)).toBeDefined();
  });

  it.each([
    'https://user:pass@example.com/',
    'https://user@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://example.com:22/',
    'https://example.com:25/',
    'https://example.com:6379/',
    'https://example.com:0/',
    'https://example.com/#fragment',
    'https://example.com/#',
    `https://example.com/${'x'.repeat(2_048)}`,
    'example.com/hooks',
    '',
  ])('is refused: %s (A49)', (url) => {
    expect(fault(url)).toBeDefined();
  });

  it('must be https in live mode (A52)', () => {
    expect(fault('http://example.com/', true)).toBeDefined();
    expect(fault('http://example.com/', false)).toBeUndefined();
  });

  it.each([
    'https://example.com/hooks?a=1',
    'https://example.com:8443/@team/hooks',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/',
    'https://bücher.example/',
  ])('is taken: %s', (url) => {
    expect(fault(url, true)).toBeUndefined();
  });
});

describe('in development', () => {
  const open = { ...rules, allowPrivate: true };
  const openAddresses = new BlockedAddresses(open);

  it.each(['http://localhost:3000/', 'http://127.0.0.1:41234/', 'http://[::1]:8000/', 'http://sink:8080/'])(
    'lets %s through',
    (url) => {
      expect(faultOfUrl(url, false, open, openAddresses)).toBeUndefined();
    },
  );

  it('still keeps away from cloud metadata', () => {
    expect(openAddresses.blocks('169.254.169.254')).toBe(true);
  });
});
