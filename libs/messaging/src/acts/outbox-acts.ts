import { Inject, Injectable } from '@nestjs/common';
import type { EventData, ServiceName } from '#contracts';
import { newId } from '#kernel';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { Outbox } from '../outbox/outbox.js';
import { type Act, type Actor, Acts } from './acts.js';

type ActEvent = 'payment.act_recorded' | 'booking.act_recorded' | 'endpoint.act_recorded';

const EVENT_OF: Partial<Readonly<Record<ServiceName, ActEvent>>> = {
  payment: 'payment.act_recorded',
  booking: 'booking.act_recorded',
  'webhook-dispatcher': 'endpoint.act_recorded',
};

/** Acts as events of their service; the event's id becomes the entry's, so that a repeated event writes none. */
@Injectable()
export class OutboxActs extends Acts {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async record(actor: Actor, act: Act): Promise<void> {
    const type = EVENT_OF[this.options.service];
    if (type === undefined) throw new Error(`the contracts name no event for acts at ${this.options.service}`);
    const id = newId();
    await this.outbox.append([{ type, eventId: id, aggregateId: id, aggregateVersion: 1, data: bodyOf(actor, act) }]);
  }
}

function bodyOf({ userId, credentialId, ip, requestId }: Actor, act: Act): EventData<ActEvent> {
  const { action, merchantId, target, detail = null } = act;
  return {
    action,
    actor_id: userId,
    credential_id: credentialId,
    merchant_id: merchantId,
    target_type: target.type,
    target_id: target.id,
    ip,
    request_id: requestId,
    detail: detail && { ...detail },
  };
}
