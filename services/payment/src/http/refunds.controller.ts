import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Answer, AnswerPage, Caller, Idempotent, RequestKey, Roles, UuidParam } from '#service-kit';
import { ReadRefunds } from '../application/refunds/read-refunds.usecase.js';
import { RefundPayment } from '../application/refunds/refund-payment.usecase.js';
import { ListQuery, pageOf, wishOf } from './list.query.js';
import { CreateRefundBody, refundView, RefundView } from './refunds.dto.js';
import { viewerOf } from './viewer.js';

@ApiTags('Refunds')
@Controller('refunds')
export class RefundsController {
  constructor(
    private readonly refundPayment: RefundPayment,
    private readonly readRefunds: ReadRefunds,
  ) {}

  @Post()
  @Roles('merchant', 'admin')
  @Idempotent()
  @Answer(RefundView, { status: 201 })
  async create(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @RequestKey() key: RequestKey,
    @Body() body: CreateRefundBody,
  ) {
    const { payment_id: paymentId, amount = null, reason = null } = body;
    const command = { id: key.resourceId, viewer: viewerOf(caller), actor, paymentId, amount, reason };
    return refundView(await this.refundPayment.execute(command));
  }

  @Get()
  @Roles('merchant', 'admin')
  @AnswerPage(RefundView)
  async list(@Caller() caller: Caller, @Query() query: ListQuery) {
    const refunds = await this.readRefunds.list(wishOf(caller, query));
    return pageOf(refunds, query.limit, ({ id }) => id, refundView);
  }

  @Get(':id')
  @Roles('merchant', 'admin')
  @Answer(RefundView)
  async one(@Caller() caller: Caller, @UuidParam('id') id: string) {
    return refundView(await this.readRefunds.one(viewerOf(caller), id));
  }
}
