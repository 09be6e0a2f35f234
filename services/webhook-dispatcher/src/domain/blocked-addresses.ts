import { BlockList, isIPv4 } from 'node:net';

/** IPv4 that is not the public internet (IANA special-purpose registry), and Azure's host address. */
const RESERVED_V4 = [
  '0.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];
const PRIVATE_V4 = ['10.0.0.0/8', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const PRIVATE_V6 = ['::1/128', 'fc00::/7'];
/** Only global unicast is public; within it protocol assignments (Teredo), documentation and 6to4 are not. */
const GLOBAL_V6 = ['2000::/3'];
const RESERVED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** True for `10.0.0.0/8`-like text that a block list takes. */
export function isNetwork(text: string): boolean {
  try {
    listOf([text]);
    return /\/\d+$/.test(text);
  } catch {
    return false;
  }
}

export interface AddressRules {
  /** Development: loopback and private networks may be reached. */
  readonly allowPrivate: boolean;
  /** Networks that are ours although public. */
  readonly blockedNetworks?: readonly string[];
}

const reservedV4 = listOf(RESERVED_V4);
const privateV4 = listOf(PRIVATE_V4);
const privateV6 = listOf(PRIVATE_V6);
const globalV6 = listOf(GLOBAL_V6);
const reservedV6 = listOf(RESERVED_V6);

/** Decides by address where webhooks may go; what it does not know to be public is blocked. */
export class BlockedAddresses {
  private readonly own: BlockList;

  constructor(private readonly rules: AddressRules) {
    this.own = listOf(rules.blockedNetworks ?? []);
  }

  /** @param address an IPv4 or IPv6 literal without brackets */
  blocks(address: string): boolean {
    if (isIPv4(address)) return this.blocksV4(address);
    if (address.includes('%') || this.own.check(address, 'ipv6')) return true;
    if (privateV6.check(address, 'ipv6')) return !this.rules.allowPrivate;
    return !globalV6.check(address, 'ipv6') || reservedV6.check(address, 'ipv6');
  }

  private blocksV4(address: string): boolean {
    if (reservedV4.check(address, 'ipv4') || this.own.check(address, 'ipv4')) return true;
    return privateV4.check(address, 'ipv4') && !this.rules.allowPrivate;
  }
}
