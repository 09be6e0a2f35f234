import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Actor, Answer, Caller, Idempotent, Roles, UuidParam } from '#service-kit';
import { CapturePayment } from '../application/payments/capture-payment.usecase.js';
import { VerifyPayment } from '../application/payments/verify-payment.usecase.js';
import { VoidPayment } from '../application/payments/void-payment.usecase.js';
import { CaptureBody, VerifyBody } from './payments.dto.js';
import { paymentView, PaymentView } from './payments.view.js';
import { merchantOf, viewerOf } from './viewer.js';

@ApiTags('Payments')
@Controller('payments')
export class PaymentMovesController {
  constructor(
    private readonly capturePayment: CapturePayment,
    private readonly voidPayment: VoidPayment,
    private readonly verifyPayment: VerifyPayment,
  ) {}

  @Post(':id/capture')
  @HttpCode(200)
  @Roles('merchant')
  @Idempotent()
  @Answer(PaymentView)
  async capture(
    @Caller() caller: Caller,
    @Actor() actor: Actor,
    @UuidParam('id') id: string,
    @Body() body: CaptureBody,
  ) {
    return paymentView(await this.capturePayment.execute(merchantOf(caller), actor, id, body.amount ?? null));
  }

  @Post(':id/void')
  @HttpCode(200)
  @Roles('merchant')
  @Idempotent()
  @Answer(PaymentView)
  async void(@Caller() caller: Caller, @Actor() actor: Actor, @UuidParam('id') id: string) {
    return paymentView(await this.voidPayment.execute(merchantOf(caller), actor, id));
  }

  @Post(':id/verify')
  @HttpCode(200)
  @Roles('merchant', 'customer', 'admin')
  @Answer(PaymentView)
  async verify(@Caller() caller: Caller, @UuidParam('id') id: string, @Body() body: VerifyBody) {
    const { provider_order_id: providerOrderId, provider_payment_id: providerPaymentId, signature } = body;
    const command = { viewer: viewerOf(caller), paymentId: id, providerOrderId, providerPaymentId, signature };
    return paymentView(await this.verifyPayment.execute(command));
  }
}
