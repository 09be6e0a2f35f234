import { isIP } from 'node:net';
import type { AddressRules, BlockedAddresses } from './blocked-addresses.js';

const MAX_LENGTH = 2_048;
/** Below 1024 only the web's own ports; above it none where data services listen. */
const WEB_PORTS = new Set([80, 443]);
const SERVICE_PORTS = new Set([
  1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5671, 5672, 5900, 6379, 6443, 6667, 9042, 9092,
  9200, 9300, 10250, 11211, 15672, 25672, 27017,
]);
const INTERNAL_SUFFIXES = [
  'localhost',
  'internal',
  'local',
  'localdomain',
  'lan',
  'intranet',
  'corp',
  'home.arpa',
  'svc',
];

export interface UrlRules extends AddressRules {
  /** Names of our own hosts: ingress, broker, databases. */
  readonly ownHosts: readonly string[];
}

export interface TargetHost {
  /** Without brackets and without a dot at the end. */
  readonly name: string;
  readonly isAddress: boolean;
}

/**
 * The host of a URL as `new URL` normalises it: forms such as `2130706433`, `0x7f.1`, `127.1` or full-width digits have
 * become plain IPv4 by then.
 */
export function targetHost(url: URL): TargetHost {
  const name = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { name, isAddress: isIP(name) !== 0 };
}

/** What is wrong with a webhook URL by its text alone, or undefined; what its name resolves to is checked apart. */
export function faultOfUrl(text: string, livemode: boolean, rules: UrlRules, addresses: BlockedAddresses) {
  if (text.length > MAX_LENGTH) return `must have at most ${MAX_LENGTH} characters`;
  if (/[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) return 'must be a URL';
  const url = new URL(text);
  const schemeFault = faultOfScheme(url, text, livemode);
  if (schemeFault) return schemeFault;
  if (url.username || url.password) return 'must not have credentials';
  if (url.hash || text.includes('#')) return 'must not have a fragment';
  return faultOfPort(url) ?? faultOfHost(targetHost(url), rules, addresses);
}

function faultOfScheme(url: URL, text: string, livemode: boolean): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text)) return 'must begin with https://';
  if (livemode && url.protocol !== 'https:') return 'must be https in live mode';
  return undefined;
}

function faultOfPort(url: URL): string | undefined {
  const port = url.port === '' ? 443 : Number(url.port);
  const bad = port < 1024 ? !WEB_PORTS.has(port) : SERVICE_PORTS.has(port);
  return bad ? 'must use port 80, 443 or a free one above 1023' : undefined;
}

function faultOfHost(host: TargetHost, rules: UrlRules, addresses: BlockedAddresses): string | undefined {
  const fault = 'must be reachable on the public internet';
  if (host.isAddress) return addresses.blocks(host.name) ? fault : undefined;
  if (rules.allowPrivate) return undefined;
  const name = host.name.toLowerCase();
  const internal = INTERNAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  return internal || !name.includes('.') || rules.ownHosts.includes(name) ? fault : undefined;
}
