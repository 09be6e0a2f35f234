import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { Endpoints, type Owner, Recoveries } from '../ports.js';
import { noSuchEndpoint, tooSoon, wrongField } from '../refusals.js';

const LONGEST_MS = 14 * 86_400_000;
const PAUSE_S = 60;

/** Asks for everything the endpoint missed or that was exhausted since a time, 14 days back at most. */
@Injectable()
export class RequestRecovery {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly recoveries: Recoveries,
    private readonly clock: Clock,
  ) {}

  async execute(owner: Owner, endpointId: string, since: Date): Promise<{ recoveryId: string }> {
    const age = this.clock.now().getTime() - since.getTime();
    if (age < 0) throw wrongField('since', 'must be in the past');
    if (age > LONGEST_MS) throw wrongField('since', 'must be at most 14 days ago');
    if (!(await this.endpoints.find(owner, endpointId))) throw noSuchEndpoint();
    const recoveryId = await this.recoveries.request(newId(), endpointId, since, PAUSE_S);
    if (recoveryId === null) throw tooSoon('A recovery of this endpoint is under way or has just ended.', PAUSE_S);
    return { recoveryId };
  }
}
