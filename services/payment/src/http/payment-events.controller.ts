import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { BareAnswer, Caller, Roles, UuidParam } from '#service-kit';
import { ReadTimeline } from '../application/payments/read-timeline.usecase.js';
import { WatchPayment } from '../application/payments/watch-payment.usecase.js';
import { streamEvents } from './event-stream.js';
import { viewerOf } from './viewer.js';

@ApiTags('Payments')
@Controller('payments')
export class PaymentEventsController {
  constructor(
    private readonly watchPayment: WatchPayment,
    private readonly readTimeline: ReadTimeline,
  ) {}

  @Get(':id/events')
  @Roles('merchant', 'customer', 'admin')
  @BareAnswer()
  @ApiOperation({ summary: 'Server-sent events: every change of the payment and its booking until final' })
  events(@Caller() caller: Caller, @UuidParam('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    return streamEvents(
      reply,
      this.watchPayment.execute(viewerOf(caller), id, () => reply.raw.destroyed),
    );
  }

  @Get(':id/timeline')
  @Roles('merchant', 'customer', 'admin')
  @ApiOperation({ summary: 'Everything that happened to it, across services, in order' })
  timeline(@Caller() caller: Caller, @UuidParam('id') id: string) {
    return this.readTimeline.execute(viewerOf(caller), id);
  }
}
