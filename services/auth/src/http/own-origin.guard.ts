import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError, ERROR } from '#kernel';

/** The address people reach the platform at. */
export const PUBLIC_URL = Symbol('PublicUrl');

const OWN_SITE = new Set(['same-origin', 'none']);
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Routes that a cookie opens take no call that a browser says another origin made: neither by `Sec-Fetch-Site` nor by
 * `Origin`, `null` and sub-domains included. Programs send neither and are let in.
 */
@Injectable()
export class OwnOriginGuard implements CanActivate {
  private readonly own: string;

  constructor(@Inject(PUBLIC_URL) publicUrl: string) {
    this.own = plain(publicUrl);
  }

  canActivate(context: ExecutionContext): boolean {
    const { origin, 'sec-fetch-site': site } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    const foreignSite = site !== undefined && !OWN_SITE.has(String(site));
    const foreignOrigin = origin !== undefined && plain(origin) !== this.own;
    if (foreignSite || foreignOrigin) throw new DomainError(ERROR.roleNotAllowed, 'Another site may not call this.');
    return true;
  }
}

/** The origin of a URL; on one's own machine all its names are one, since people type either. */
function plain(text: string): string {
  if (!URL.canParse(text)) return 'null';
  const { protocol, hostname, port, origin } = new URL(text);
  return LOOPBACK.test(hostname) ? `${protocol}//loopback:${port}` : origin;
}
