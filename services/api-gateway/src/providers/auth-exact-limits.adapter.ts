import type { TakeRateAnswer, TakeRateRequest } from '#contracts';
import type { InternalClient } from '#service-kit';
import { ExactLimits } from '../application/ports.js';

/** Counters that auth keeps in its database. */
export class AuthExactLimits extends ExactLimits {
  constructor(private readonly auth: InternalClient) {
    super();
  }

  override async take(name: string, points: number, windowS: number): Promise<number> {
    const body: TakeRateRequest = { name, points, window_s: windowS };
    return (await this.auth.post<TakeRateAnswer>('/internal/rate-limits/take', body)).retry_after_s;
  }
}
