import { Injectable } from '@nestjs/common';
import { DomainError, ERROR } from '#kernel';
import { deliveryTransitions, type DeliveryStatus } from '../../domain/delivery.js';
import { type Delivery, Deliveries, type Owner } from '../ports.js';
import { Dispatcher } from '../sending/dispatcher.js';

/** Where a resend leads on (`exhausted`) or means "now" (what waits anyway). */
const RESENDABLE: readonly DeliveryStatus[] = deliveryTransitions.states.filter(
  (state) => deliveryTransitions.step(state, 'resend').kind !== 'rejected',
);

/** Sends an exhausted delivery again with a full round of tries; one that waits for its next try goes out now. */
@Injectable()
export class ResendDelivery {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly dispatcher: Dispatcher,
  ) {}

  async execute(owner: Owner, id: string): Promise<Delivery> {
    const present = await this.deliveries.find(owner, id);
    if (!present) throw new DomainError(ERROR.notFound, 'There is no delivery with this id.');
    if (!(await this.deliveries.resend(owner, id, RESENDABLE))) {
      const why = `A delivery that is ${present.status} can not be sent again, nor one whose event is past its 30 days.`;
      throw new DomainError(ERROR.illegalMove, why);
    }
    this.dispatcher.wake([present.endpointId]);
    return (await this.deliveries.find(owner, id)) ?? present;
  }
}
