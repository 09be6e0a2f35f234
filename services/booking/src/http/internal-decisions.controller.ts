import { Body, Controller, Put } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { DecisionAnswer } from '#contracts';
import { Internal, UuidParam } from '#service-kit';
import { CloseDecision } from '../application/decisions/close-decision.usecase.js';
import { CloseDecisionDto } from './internal.dto.js';

@ApiExcludeController()
@Controller('internal/decisions')
@Internal('payment')
export class InternalDecisionsController {
  constructor(private readonly closeDecision: CloseDecision) {}

  @Put(':id')
  async close(@UuidParam('id') paymentId: string, @Body() body: CloseDecisionDto): Promise<DecisionAnswer> {
    const wish = { paymentId, orderId: body.order_id, reason: body.reason };
    const { orderId, outcome, bookId, reason } = await this.closeDecision.execute(wish);
    return { payment_id: paymentId, order_id: orderId, outcome, book_id: bookId, reason };
  }
}
