import { Injectable } from '@nestjs/common';
import { Sessions } from '../ports.js';

/** Removes one batch of what can't matter any more. */
@Injectable()
export class PurgeSessions {
  constructor(private readonly sessions: Sessions) {}

  execute(): Promise<number> {
    return this.sessions.purge();
  }
}
