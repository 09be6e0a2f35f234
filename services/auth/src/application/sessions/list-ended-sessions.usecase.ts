import { Injectable } from '@nestjs/common';
import { SESSION_TOKEN_LIFE_S } from '../../domain/access-claims.js';
import { Sessions } from '../ports.js';

/** Clock skew between services, on top of the life of a token. */
const MARGIN_S = 60;

/** What the gateway must refuse although the access tokens have not run out: asked every few seconds. */
@Injectable()
export class ListEndedSessions {
  constructor(private readonly sessions: Sessions) {}

  execute(): Promise<{ sessionIds: string[]; userIds: string[] }> {
    return this.sessions.recentlyEnded(SESSION_TOKEN_LIFE_S + MARGIN_S);
  }
}
