import { Injectable } from '@nestjs/common';
import { accountClosed, sessionOver } from '../../domain/auth.errors.js';
import { Sessions } from '../ports.js';

/**
 * Whether an access token still stands for someone; asked here for every call, because accounts are what is at stake.
 */
@Injectable()
export class CheckSession {
  constructor(private readonly sessions: Sessions) {}

  async execute(userId: string, sessionId: string | undefined): Promise<void> {
    const state = sessionId ? await this.sessions.state(userId, sessionId) : undefined;
    if (!state?.alive) throw sessionOver();
    if (state.standing !== 'active') throw accountClosed();
  }
}
