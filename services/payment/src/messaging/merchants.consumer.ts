import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';
import { LearnMerchants } from '../application/merchants/learn-merchants.usecase.js';

type Named = ReceivedEvent<'merchant.registered' | 'merchant.updated'>;

/** What auth says of merchants. */
@Controller()
export class MerchantsConsumer {
  constructor(private readonly learnMerchants: LearnMerchants) {}

  @EventPattern('merchant.registered')
  registered(@Payload() events: readonly Named[]): Promise<void> {
    return this.learnMerchants.execute(events.map(newsOf));
  }

  @EventPattern('merchant.updated')
  updated(@Payload() events: readonly Named[]): Promise<void> {
    return this.learnMerchants.execute(events.map(newsOf));
  }

  @EventPattern('merchant.disabled')
  disabled(@Payload() events: readonly ReceivedEvent<'merchant.disabled'>[]): Promise<void> {
    return this.learnMerchants.execute(
      events.map(({ aggregateVersion: version, data: { merchant_id: merchantId, livemode, disabled } }) => ({
        merchantId,
        livemode,
        disabled,
        version,
      })),
    );
  }
}

function newsOf({ aggregateVersion: version, data: { merchant_id: merchantId, name, livemode } }: Named) {
  return { merchantId, name, livemode, version };
}
