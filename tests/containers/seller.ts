import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from '../support/http-client.js';
import { again } from '../support/journeys.js';

const EVERY_MS = 2_000;
const DAYS = 300;
const DAY_MS = 86_400_000;

/** A merchant's system that offers one more date every few seconds by one API key: each is an act for the audit log. */
export class Seller {
  offered = 0;
  readonly refused: string[] = [];

  constructor(
    private readonly merchant: HttpClient,
    private readonly listingId: string,
  ) {}

  async stay(isOver: () => boolean): Promise<void> {
    for (let offer = 0; !isOver(); offer += 1) {
      const startsAt = new Date(Date.now() + (3 + (offer % DAYS)) * DAY_MS).toISOString();
      const slot = { starts_at: startsAt, capacity: 10, tiers: [{ name: 'GA', price: '999.00', currency: 'INR' }] };
      const answer = await again(() => this.merchant.post(`listings/${this.listingId}/slots/`, slot));
      if (answer?.status === 201) this.offered += 1;
      else this.refused.push(`a slot: ${answer?.status ?? 'no answer'} ${answer?.exception?.description ?? ''}`.trim());
      await pause(EVERY_MS);
    }
  }

  toString(): string {
    const refused = this.refused.slice(0, 5).join(', ') || 'nothing';
    return `one API key offered ${this.offered} slots; refused: ${refused}`;
  }
}
