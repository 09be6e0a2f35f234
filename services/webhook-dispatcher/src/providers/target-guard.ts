import { LRUCache } from 'lru-cache';
import type { AttemptError } from '../domain/attempt.js';
import { BlockedAddresses } from '../domain/blocked-addresses.js';
import { faultOfUrl, targetHost, type UrlRules } from '../domain/target-url.js';
import { DnsFailure, HostAddresses } from './host-addresses.js';

/** A target may not be sent to, or not now. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';

  constructor(readonly reason: Extract<AttemptError, 'dns_error' | 'blocked_address'>) {
    super(reason);
  }
}

/**
 * The one place that says whether a webhook may go somewhere: by the URL's text, and by every address its name has
 * at this moment. A single blocked address condemns the name.
 */
export class TargetGuard {
  private readonly addresses: BlockedAddresses;
  private readonly parsed = new LRUCache<string, URL>({ max: 10_000 });

  constructor(
    private readonly rules: UrlRules,
    private readonly hosts = new HostAddresses(rules.allowPrivate),
  ) {
    this.addresses = new BlockedAddresses(rules);
  }

  get allowsPrivate(): boolean {
    return this.rules.allowPrivate;
  }

  faultOf(url: string, livemode: boolean): string | undefined {
    return faultOfUrl(url, livemode, this.rules, this.addresses);
  }

  /** The URL of an attempt, checked again: rules may have become stricter since it was saved. Throws TargetRefused. */
  parse(text: string, livemode: boolean): URL {
    const key = `${livemode} ${text}`;
    const known = this.parsed.get(key);
    if (known) return known;
    if (this.faultOf(text, livemode) !== undefined) throw new TargetRefused('blocked_address');
    const url = new URL(text);
    this.parsed.set(key, url);
    return url;
  }

  blocks(address: string): boolean {
    return this.addresses.blocks(address);
  }

  /** The vetted addresses of the URL's host; throws TargetRefused. */
  async vet(url: URL): Promise<readonly string[]> {
    const host = targetHost(url);
    const addresses = host.isAddress ? [host.name] : await this.hosts.of(host.name).catch(refuse);
    if (addresses.some((address) => this.addresses.blocks(address))) throw new TargetRefused('blocked_address');
    return addresses;
  }
}

function refuse(error: unknown): never {
  if (error instanceof DnsFailure) throw new TargetRefused('dns_error');
  throw error;
}
