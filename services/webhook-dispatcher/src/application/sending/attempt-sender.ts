import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { AttemptOutcome } from '../../domain/attempt.js';
import { liveSecrets } from '../../domain/endpoint.js';
import { signatureHeader } from '../../domain/signature.js';
import { type LeasedDelivery, Receivers, type Target } from '../ports.js';

/** Signs one attempt by the Standard Webhooks specification and sends it. The body is the same on each try. */
@Injectable()
export class AttemptSender {
  constructor(
    private readonly receivers: Receivers,
    private readonly clock: Clock,
  ) {}

  send(delivery: LeasedDelivery, target: Target): Promise<AttemptOutcome> {
    const nowMs = this.clock.now().getTime();
    const timestampS = Math.floor(nowMs / 1000);
    const keys = liveSecrets(target.secrets, nowMs).map(({ key }) => key);
    const { eventId, body, attempt } = delivery;
    return this.receivers.post({
      url: target.url,
      livemode: target.livemode,
      body,
      attempt,
      headers: [
        'content-type',
        'application/json',
        'user-agent',
        'Faregate-Webhooks/1',
        'accept-encoding',
        'identity',
        'webhook-id',
        eventId,
        'webhook-timestamp',
        String(timestampS),
        'webhook-signature',
        signatureHeader(eventId, timestampS, body, keys),
      ],
    });
  }
}
