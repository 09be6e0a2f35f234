import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { ReconcileBucketsAnswer, TakeRateAnswer } from '#contracts';
import { Internal } from '#service-kit';
import { CountRequest } from '../application/gate/count-request.usecase.js';
import { ReconcileBuckets } from '../application/gate/reconcile-buckets.usecase.js';
import { ReconcileBucketsBody, TakeRateBody } from './gate.dto.js';

/** The limits that all gateways share; they keep no database. */
@ApiExcludeController()
@Internal('api-gateway')
@Controller('internal/rate-limits')
export class GateController {
  constructor(
    private readonly count: CountRequest,
    private readonly reconcile: ReconcileBuckets,
  ) {}

  @Post('take')
  @HttpCode(200)
  async take(@Body() { name, points, window_s: windowS }: TakeRateBody): Promise<TakeRateAnswer> {
    return { retry_after_s: await this.count.execute(name, { points, windowS }) };
  }

  @Post('reconcile')
  @HttpCode(200)
  async compare(@Body() { buckets }: ReconcileBucketsBody): Promise<ReconcileBucketsAnswer> {
    const uses = buckets.map(({ per_second: perSecond, ...use }) => ({ ...use, perSecond }));
    return { tokens: await this.reconcile.execute(uses) };
  }
}
