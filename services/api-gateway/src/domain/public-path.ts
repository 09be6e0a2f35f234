const PREFIX = '/paygate/api/v1/';
const ALIAS = '/api/payments';
const PAGE = /^\/(pay|result)\/[^/]/;

/** A public address, as it is asked for upstream. */
export type PublicPath =
  | {
      readonly kind: 'api';
      /** Behind the prefix, without outer slashes. */ readonly path: string;
      readonly upstreamPath: string;
    }
  | { readonly kind: 'page'; readonly upstreamPath: string };

/**
 * What an address (without query) asks for. Undefined for what is not public, and for every address that an upstream
 * could read otherwise than we do: dot segments, empty segments, backslashes, encoded slashes, controls.
 */
export function publicPathOf(pathname: string): PublicPath | undefined {
  const canonical = pathname === ALIAS || pathname.startsWith(`${ALIAS}/`) ? `/paygate${aliased(pathname)}` : pathname;
  if (!isPlain(canonical)) return undefined;
  if (PAGE.test(canonical)) return { kind: 'page', upstreamPath: canonical };
  if (!canonical.startsWith(PREFIX)) return undefined;
  return { kind: 'api', path: canonical.slice(PREFIX.length).replace(/\/$/, ''), upstreamPath: canonical };
}

function aliased(pathname: string): string {
  return `/api/v1/payments${pathname.slice(ALIAS.length)}`;
}

function isPlain(pathname: string): boolean {
  const decoded = decode(pathname);
  if (decoded === undefined || /%2f|%5c|%25/i.test(pathname)) return false;
  return !/[\\\u0000-\u001f\u007f]|\/\/|\/\.{1,2}(\/|$)/.test(decoded);
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
