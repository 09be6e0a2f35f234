import { Injectable } from '@nestjs/common';
import type { HoldAnswer } from '#contracts';
import { Clock } from '#kernel';
import { notPayable } from '../../domain/payment.errors.js';
import { priceOf } from '../../domain/pricing.js';
import { MerchantAccounts, type NewOrder } from '../ports.js';

/** Turns a hold's priced lines into an order with its fixed price (P8). */
@Injectable()
export class CartOrders {
  constructor(
    private readonly merchants: MerchantAccounts,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError 1009 where the merchant was disabled or deleted since its places were put on sale */
  async draft(
    hold: HoldAnswer,
    cartId: string,
    customer: { id: string; email: string; name: string },
  ): Promise<NewOrder> {
    const terms = await this.merchants.terms(hold.merchant_id);
    if (terms.disabled) throw notPayable('Who sells this sells nothing at present.');
    const lines = hold.lines.map((line) => ({
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: line.unit_price_minor,
      slotId: line.slot_id,
      tierId: line.tier_id,
    }));
    const snapshot = priceOf(lines, hold.currency, terms);
    return {
      order: {
        id: hold.order_id,
        merchantId: hold.merchant_id,
        customerId: customer.id,
        livemode: hold.livemode,
        purpose: 'booking',
        holdId: hold.hold_id,
        amountMinor: snapshot.amountMinor,
        currency: hold.currency,
        capture: 'automatic',
        status: 'created',
        version: 1,
        snapshot,
        createdAt: this.clock.now(),
      },
      customerEmail: customer.email,
      customerName: customer.name,
      cartId,
      holdExpiresAt: new Date(hold.expires_at),
      provider: null,
      metadata: null,
    };
  }
}
