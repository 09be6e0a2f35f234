import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answer, AnswerPage, Caller, Idempotent, RequestKey, Roles, UuidParam } from '#service-kit';
import { PayOrder } from '../application/payments/pay-order.usecase.js';
import { ProcessCart } from '../application/payments/process-cart.usecase.js';
import { ReadPayments } from '../application/payments/read-payments.usecase.js';
import { RetryPayment } from '../application/payments/retry-payment.usecase.js';
import { ListQuery, pageOf, wishOf } from './list.query.js';
import { CartPaymentView, CheckBookingView, PayOrderBody, ProcessCartBody, RetryBody } from './payments.dto.js';
import { bookingView, paymentView, PaymentView } from './payments.view.js';
import { payCommand, processCommand, retryCommand } from './payments.commands.js';
import { viewerOf } from './viewer.js';

@ApiTags('Payments')
@Controller('payments')
export class PaymentsController {
  constructor(
    private readonly payOrder: PayOrder,
    private readonly processCart: ProcessCart,
    private readonly retryPayment: RetryPayment,
    private readonly readPayments: ReadPayments,
  ) {}

  @Post()
  @Roles('merchant')
  @Idempotent()
  @Answer(PaymentView, { status: 201 })
  async pay(@Caller() caller: Caller, @RequestKey() key: RequestKey, @Body() body: PayOrderBody) {
    return paymentView(await this.payOrder.execute(payCommand(caller, key, body)));
  }

  @Post('process-cart')
  @Roles('customer')
  @Idempotent()
  @Answer(CartPaymentView, { status: 201 })
  async process(@Caller() caller: Caller, @RequestKey() key: RequestKey, @Body() body: ProcessCartBody) {
    const { payment, holdExpiresAt } = await this.processCart.execute(processCommand(caller, key, body));
    return { ...paymentView(payment), hold_expires_at: holdExpiresAt?.toISOString() ?? null };
  }

  @Post(':id/retry')
  @Roles('merchant', 'customer', 'admin')
  @Idempotent()
  @Answer(CartPaymentView, { status: 201 })
  async retry(
    @Caller() caller: Caller,
    @RequestKey() key: RequestKey,
    @UuidParam('id') id: string,
    @Body() body: RetryBody,
  ) {
    const { payment, holdExpiresAt } = await this.retryPayment.execute(retryCommand(caller, key, id, body));
    return { ...paymentView(payment), hold_expires_at: holdExpiresAt?.toISOString() ?? null };
  }

  @Get()
  @Roles('merchant', 'customer', 'admin')
  @AnswerPage(PaymentView)
  async list(@Caller() caller: Caller, @Query() query: ListQuery) {
    const payments = await this.readPayments.list(wishOf(caller, query));
    return pageOf(payments, query.limit, ({ id }) => id, paymentView);
  }

  @Get(':id')
  @Roles('merchant', 'customer', 'admin')
  @Answer(PaymentView)
  async one(@Caller() caller: Caller, @UuidParam('id') id: string) {
    return paymentView(await this.readPayments.one(viewerOf(caller), id));
  }

  @Get(':id/check-booking')
  @Roles('merchant', 'customer', 'admin')
  @Answer(CheckBookingView)
  async checkBooking(@Caller() caller: Caller, @UuidParam('id') id: string) {
    return bookingView(await this.readPayments.one(viewerOf(caller), id));
  }
}
