import { Injectable } from '@nestjs/common';
import type { BodySource } from './webhook-body.js';
import { webhookBody } from './webhook-body.js';
import { type MerchantEvent, Transactions, WebhookEvents } from './ports.js';
import { Dispatcher } from './sending/dispatcher.js';

/**
 * Events of the platform become the merchant's events and one delivery for each endpoint that wants them. What this
 * process has room for it leases in the same statement: an endpoint that does well costs no second write.
 */
@Injectable()
export class RecordEvents {
  constructor(
    private readonly events: WebhookEvents,
    private readonly transactions: Transactions,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(received: readonly BodySource[]): Promise<void> {
    const events = received.map(merchantEvent);
    const rooms = this.dispatcher.roomFor(new Set(events.map(({ merchantId }) => merchantId)));
    const { leased, due } = await this.events.record(events, rooms.of);
    this.dispatcher.settle(rooms.of, leased);
    this.transactions.afterCommit(() => {
      if (leased.length > 0) this.dispatcher.take(leased, rooms.atMs);
      if (due.length > 0) this.dispatcher.wake(due);
    });
  }
}

function merchantEvent(event: BodySource): MerchantEvent {
  const { id, type, data } = event;
  const merchantId = data['merchant_id'] as string;
  return { id, type, merchantId, livemode: data['livemode'] === true, body: webhookBody(event) };
}
