import { LRUCache } from 'lru-cache';
import { sessionMarkOf } from './request-credentials.js';

/** Which session a refresh cookie belongs to, although its token changes with every use. */
export class RefreshSessions {
  private readonly first = new LRUCache<string, string>({ max: 50_000, ttl: 60 * 60_000 });

  of(cookie: string | undefined): string | undefined {
    const mark = sessionMarkOf(cookie);
    return mark && (this.first.get(mark) ?? mark);
  }

  /** `setCookie` continues the session of `cookie`. */
  follow(cookie: string | undefined, setCookie: readonly string[] | undefined): void {
    const [session, next] = [this.of(cookie), sessionMarkOf(setCookie)];
    if (session && next) this.first.set(next, session);
  }
}
