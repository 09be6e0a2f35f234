import { isIP, isIPv6 } from 'node:net';
import { ValidateBy } from 'class-validator';

/** A list of IP addresses and nets in CIDR form. */
export const IpNets = (): PropertyDecorator =>
  ValidateBy({
    name: 'ipNets',
    validator: {
      validate: (value: unknown) => value === undefined || (Array.isArray(value) && value.every(isNet)),
      defaultMessage: () => 'must be IP addresses or nets like 203.0.113.0/24',
    },
  });

function isNet(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', prefix, rest] = text.split('/');
  if (isIP(address) === 0 || rest !== undefined) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32));
}
