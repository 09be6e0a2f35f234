import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { Refusal } from '../../domain/refusal.js';
import type { Method, Session } from '../../domain/session.js';
import { Books } from '../ports.js';

export interface SessionDemand {
  readonly reference: string;
  /** Without a key the reference is one. */
  readonly idempotencyKey?: string | undefined;
  readonly amount: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly method: Method | null;
  readonly description: string;
  readonly returnUrl: string;
  readonly notifyUrl: string;
  readonly expiresInS: number;
}

/** Opens sessions, once for each key and each reference. */
@Injectable()
export class SessionOpening {
  constructor(private readonly books: Books) {}

  /** `source` is what a server-side charge is paid with; null for a session that is paid on the page. */
  async open(demand: SessionDemand, source: object | null): Promise<{ session: Session; fresh: boolean }> {
    const idempotencyKey = demand.idempotencyKey ?? `ref:${demand.reference}`;
    const requestHash = hashOf(demand, source);
    const id = `cs_${newId().replaceAll('-', '')}`;
    const opened = await this.books.open({ ...demand, id, idempotencyKey, requestHash, serverSide: source !== null });
    const { session } = opened;
    if (session.requestHash !== requestHash || session.reference !== demand.reference) {
      const sameKey = session.idempotencyKey === idempotencyKey;
      throw new Refusal(sameKey ? 'key_reused' : 'reference_taken', 'it stands for another request');
    }
    return opened;
  }
}

/** What makes a request the same: what is paid for and how. Addresses and times may differ when it is asked again. */
function hashOf(demand: SessionDemand, source: object | null): string {
  const { reference, amount, currency, capture, method } = demand;
  return createHash('sha256')
    .update(JSON.stringify([reference, amount, currency, capture, method, source]))
    .digest('hex');
}
