import { Injectable } from '@nestjs/common';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { Database } from '#postgres';
import { type CountLimit, RateCounters } from '../application/gate.ports.js';

/** Fixed windows by rate-limiter-flexible: one upsert a request, so that no two gateways count the same one. */
@Injectable()
export class PostgresRateCounters extends RateCounters {
  private readonly limiters = new Map<string, RateLimiterPostgres>();

  constructor(private readonly database: Database) {
    super();
  }

  override async take(name: string, limit: CountLimit): Promise<number> {
    try {
      await this.limiterOf(limit).consume(name, 1);
      return 0;
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  }

  /** The limits are few: they come from the gateway's configuration. */
  private limiterOf({ points, windowS }: CountLimit): RateLimiterPostgres {
    const key = `${points}/${windowS}`;
    let limiter = this.limiters.get(key);
    if (!limiter) {
      limiter = new RateLimiterPostgres({
        storeClient: this.database.dataSource,
        storeType: 'typeorm',
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: '',
        points,
        duration: windowS,
        clearExpiredByTimeout: false,
      });
      this.limiters.set(key, limiter);
    }
    return limiter;
  }
}
