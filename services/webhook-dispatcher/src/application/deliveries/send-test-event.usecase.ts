import { Injectable } from '@nestjs/common';
import { Clock, DomainError, ERROR, newId } from '#kernel';
import { Endpoints, type Owner, WebhookEvents } from '../ports.js';
import { noSuchEndpoint, tooSoon } from '../refusals.js';
import { webhookBody } from '../webhook-body.js';
import { Dispatcher } from '../sending/dispatcher.js';

const TYPE = 'webhook.test';
const MOST_A_MINUTE = 10;

/** Sends a `webhook.test` to one endpoint, signed and logged like any event; 1022 while it is disabled. */
@Injectable()
export class SendTestEvent {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly events: WebhookEvents,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  async execute(owner: Owner, endpointId: string): Promise<{ eventId: string; deliveryId: string }> {
    const endpoint = await this.endpoints.find(owner, endpointId);
    if (!endpoint) throw noSuchEndpoint();
    if (endpoint.status !== 'enabled')
      throw new DomainError(ERROR.illegalMove, 'The endpoint is disabled: enable it first.');
    if ((await this.events.countRecent(owner, TYPE, 60)) >= MOST_A_MINUTE) {
      throw tooSoon(`At most ${MOST_A_MINUTE} tests a minute.`, 60);
    }
    const { merchantId, livemode } = owner;
    const id = newId();
    const data = { livemode, endpoint_id: endpointId };
    const body = webhookBody({ id, type: TYPE, occurredAt: this.clock.now(), data });
    const { deliveryId } = await this.events.recordFor(endpointId, { id, type: TYPE, merchantId, livemode, body });
    this.dispatcher.wake([endpointId]);
    return { eventId: id, deliveryId };
  }
}
