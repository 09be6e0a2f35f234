import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { invalidField, orderNotFound } from '../../domain/payment.errors.js';
import { priceOf } from '../../domain/pricing.js';
import { owned, type Viewer } from '../access.js';
import { Archive, MerchantAccounts, type OrderRecord } from '../ports.js';
import { ProviderChoice } from '../payments/provider-choice.js';
import { OrderOpenings } from './order-openings.js';

export interface CreateOrderCommand {
  /** The id the order shall have; asked again with it, the same order is given. */
  readonly id: string;
  readonly merchant: Extract<Viewer, { role: 'merchant' }>;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly provider: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** A merchant asks for a fixed amount. The merchant names what the payer pays, so the fee always comes out of it. */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly openings: OrderOpenings,
    private readonly merchants: MerchantAccounts,
    private readonly choice: ProviderChoice,
    private readonly archive: Archive,
    private readonly clock: Clock,
  ) {}

  async execute(command: CreateOrderCommand): Promise<OrderRecord> {
    if (command.provider !== null || command.capture === 'manual') await this.check(command);
    const record = await this.draft(command);
    const opened = await this.openings.open({
      newOrder: { ...record, order: record, cartId: null },
      attempt: null,
    });
    if (opened) return record;
    return owned(command.merchant, await this.archive.order(command.id), orderNotFound);
  }

  private async check({ merchant, provider: name, capture }: CreateOrderCommand): Promise<void> {
    const { provider } = await this.choice.choose(merchant, { provider: name, method: null });
    if (capture === 'manual' && !provider.capabilities.manualCapture) {
      throw invalidField('capture', `can not be manual with ${provider.name}`);
    }
  }

  private async draft(command: CreateOrderCommand): Promise<OrderRecord> {
    const { merchant, amountMinor, currency } = command;
    const { feeBps } = await this.merchants.terms(merchant.merchantId);
    const line = { title: 'Order', quantity: 1, unitPriceMinor: amountMinor, slotId: null, tierId: null };
    return {
      id: command.id,
      merchantId: merchant.merchantId,
      customerId: null,
      customerEmail: null,
      customerName: null,
      livemode: merchant.livemode,
      purpose: 'plain',
      holdId: null,
      holdExpiresAt: null,
      amountMinor,
      currency,
      capture: command.capture,
      provider: command.provider?.toLowerCase() ?? null,
      metadata: command.metadata,
      status: 'created',
      version: 1,
      snapshot: priceOf([line], currency, { feeBps, feePayer: 'merchant' }),
      createdAt: this.clock.now(),
    };
  }
}
