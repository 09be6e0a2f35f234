import type { Caller, InternalClient } from '#service-kit';
import { EndedSessions } from '#service-kit';

interface Ended {
  readonly session_ids: readonly string[];
  readonly user_ids: readonly string[];
}

/** An answer that takes longer is asked for again: the next may be quicker. */
const ASKING_MS = 1_000;

/** Sessions and users whose tokens are no longer good although they have not run out, as auth last told. */
export class AuthEndedSessions extends EndedSessions {
  private sessions: ReadonlySet<string> = new Set();
  private users: ReadonlySet<string> = new Set();

  constructor(private readonly auth: InternalClient) {
    super();
  }

  override has({ sessionId, userId }: Caller): boolean {
    return this.users.has(userId) || (sessionId !== undefined && this.sessions.has(sessionId));
  }

  /** Asks auth; what is known stays known when it does not answer. */
  async refresh(): Promise<void> {
    const ended = await this.auth.get<Ended>('/internal/sessions/ended', { timeoutMs: ASKING_MS });
    this.sessions = new Set(ended.session_ids);
    this.users = new Set(ended.user_ids);
  }
}
