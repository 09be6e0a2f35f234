import { isIP } from 'node:net';

/** An address as PostgreSQL takes it: without the zone of a link-local one (`fe80::1%eth0`); null for anything else. */
export function addressOf(ip: string): string | null {
  return isIP(ip) ? ip.replace(/%.*$/, '') : null;
}
