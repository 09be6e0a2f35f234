import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Internal, UuidParam } from '#service-kit';
import { CheckSums } from '../application/check-sums.usecase.js';
import { GetTimeline } from '../application/get-timeline.usecase.js';
import { RebuildSums } from '../application/rebuild-sums.usecase.js';
import type { LoggedEvent } from '../domain/logged-event.js';

@ApiExcludeController()
@Controller('internal')
export class InternalController {
  constructor(
    private readonly getTimeline: GetTimeline,
    private readonly checkSums: CheckSums,
    private readonly rebuildSums: RebuildSums,
  ) {}

  @Internal('payment')
  @Get('timeline/:payment_id')
  async timeline(@UuidParam('payment_id') paymentId: string) {
    return { payment_id: paymentId, events: (await this.getTimeline.execute(paymentId)).map(present) };
  }

  /** The sums against a recount of the event log; for the system page and the command line. */
  @Internal('api-gateway')
  @Get('recount')
  async check() {
    const differences = await this.checkSums.execute();
    return { equal: differences.length === 0, differences };
  }

  @Internal('api-gateway')
  @Post('rebuild')
  @HttpCode(200)
  async rebuild() {
    await this.rebuildSums.execute();
    return { rebuilt: true };
  }
}

function present({ id, type, occurredAt, orderId, paymentId, amountMinor, currency, data }: LoggedEvent) {
  const about = { order_id: orderId, payment_id: paymentId, amount_minor: amountMinor, currency };
  return { event_id: id, type, occurred_at: occurredAt, data: { ...about, ...data } };
}
