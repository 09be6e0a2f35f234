import { Injectable } from '@nestjs/common';
import type { HoldExtension } from '#contracts';
import { notFound } from '../../domain/booking.errors.js';
import { Holds } from '../ports.js';

/** Gives a hold its usual time once more, for a retry of the payment (R8); a second time only tells how it stands. */
@Injectable()
export class ExtendHold {
  constructor(private readonly holds: Holds) {}

  /** @throws DomainError 1005 for an unknown hold */
  async execute(holdId: string): Promise<HoldExtension> {
    const hold = await this.holds.extend(holdId);
    if (!hold) throw notFound('hold');
    return { hold_id: holdId, status: hold.status, expires_at: hold.expiresAt.toISOString() };
  }
}
