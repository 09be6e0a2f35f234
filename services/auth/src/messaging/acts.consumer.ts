import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { ReceivedEvent } from '#messaging';
import { RecordActs } from '../application/audit/record-acts.usecase.js';
import type { RecordedAct } from '../application/audit.ports.js';

type ActRecorded = ReceivedEvent<'payment.act_recorded' | 'booking.act_recorded' | 'endpoint.act_recorded'>;

const TYPES = ['payment.act_recorded', 'booking.act_recorded', 'endpoint.act_recorded'];

/** What people did by hand at the other services, into the one log. */
@Controller()
export class ActsConsumer {
  constructor(private readonly recordActs: RecordActs) {}

  /** Nobody waits for it: lingering makes few commits. */
  @EventPattern(TYPES, { batch: { max: 200, lingerMs: 25 } })
  handle(@Payload() events: readonly ActRecorded[]): Promise<void> {
    return this.recordActs.execute(events.map(actOf));
  }
}

function actOf({ id, occurredAt, data }: ActRecorded): RecordedAct {
  return {
    id,
    at: occurredAt,
    action: data.action,
    actorId: data.actor_id,
    credentialId: data.credential_id,
    merchantId: data.merchant_id,
    target: { type: data.target_type, id: data.target_id },
    ip: data.ip,
    requestId: data.request_id,
    detail: data.detail,
  };
}
