import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';
import { FollowMerchants } from '../application/follow-merchants.usecase.js';

@Controller()
export class MerchantsConsumer {
  constructor(private readonly follow: FollowMerchants) {}

  @EventPattern(['merchant.registered', 'merchant.updated'], { batch: { max: 50, lingerMs: 2 } })
  async profiles(@Payload() events: ReceivedEvent<'merchant.registered' | 'merchant.updated'>[]): Promise<void> {
    for (const { data, aggregateVersion: version } of events) {
      const { merchant_id: merchantId, livemode, webhook_url: webhookUrl } = data;
      await this.follow.profile({ merchantId, livemode, webhookUrl, version });
    }
  }

  @EventPattern('merchant.disabled', { batch: { max: 50, lingerMs: 2 } })
  async disabled(@Payload() events: ReceivedEvent<'merchant.disabled'>[]): Promise<void> {
    for (const { data, aggregateVersion } of events) {
      await this.follow.disabled(data.merchant_id, data.disabled, aggregateVersion);
    }
  }
}
