import { Body, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { newId } from '#kernel';
import { OperatePayment } from '../application/operate-payment.usecase.js';
import { VaultCard } from '../application/vault-card.usecase.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { MerchantController } from './merchant-route.js';
import { CaptureDto, ReferenceDto, RefundDto, VaultCardDto } from './simulator.dto.js';

@MerchantController('v1/payments')
export class PaymentsController {
  constructor(private readonly operate: OperatePayment) {}

  @Get(':id')
  find(@Param('id') id: string) {
    return this.operate.find(id);
  }

  @Post(':id/capture')
  @HttpCode(200)
  capture(@Param('id') paymentId: string, @Body() { amount }: CaptureDto, @Headers('idempotency-key') key?: string) {
    return this.operate.capture({ paymentId, amount, key: idempotencyKeyOf(key) ?? newId() });
  }

  @Post(':id/void')
  @HttpCode(200)
  void(@Param('id') paymentId: string, @Body() _body: ReferenceDto, @Headers('idempotency-key') key?: string) {
    return this.operate.void({ paymentId, key: idempotencyKeyOf(key) ?? newId() });
  }

  @Post(':id/refunds')
  refund(@Param('id') paymentId: string, @Body() body: RefundDto, @Headers('idempotency-key') header?: string) {
    const key = idempotencyKeyOf(header) ?? newId();
    return this.operate.refund({
      paymentId,
      key,
      amount: body.amount,
      merchantRefundId: body.merchant_refund_id ?? key,
    });
  }
}

@MerchantController('v1/refunds')
export class RefundsController {
  constructor(private readonly operate: OperatePayment) {}

  @Get(':id')
  find(@Param('id') id: string) {
    return this.operate.findRefund(id);
  }
}

@MerchantController('v1/vault/cards')
export class VaultController {
  constructor(private readonly vaultCard: VaultCard) {}

  @Post()
  async keep(@Body() { number, expiry, cvv }: VaultCardDto) {
    const { token, brand, last4, fingerprint } = await this.vaultCard.execute({ number, expiry, cvv });
    return { object: 'card', token, brand, last4, fingerprint };
  }
}
