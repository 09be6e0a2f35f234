import { Injectable } from '@nestjs/common';
import { SharedBuckets } from '../gate.ports.js';
import { Sessions } from '../ports.js';

/** Removes one batch of what can't matter any more. */
@Injectable()
export class PurgeSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly buckets: SharedBuckets,
  ) {}

  async execute(): Promise<number> {
    return (await this.sessions.purge()) + (await this.buckets.purge());
  }
}
