import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import type { Endpoint } from '../../domain/endpoint.js';
import { newSigningSecret } from '../../domain/signature.js';
import { type Owner, SecretSeals } from '../ports.js';

export interface EndpointWish extends Owner {
  readonly url: string;
  readonly events?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

/** A new endpoint with its first secret, not stored yet. Without patterns it gets every event. */
@Injectable()
export class MakeEndpoint {
  constructor(
    private readonly seals: SecretSeals,
    private readonly clock: Clock,
  ) {}

  one(wish: EndpointWish): { endpoint: Endpoint; secret: string } {
    const id = newId();
    const now = this.clock.now();
    const secret = newSigningSecret();
    const endpoint: Endpoint = {
      id,
      merchantId: wish.merchantId,
      livemode: wish.livemode,
      url: wish.url,
      events: [...new Set(wish.events ?? ['*'])],
      description: wish.description ?? null,
      status: 'enabled',
      disabledReason: null,
      disabledAt: null,
      secrets: [{ sealed: this.seals.seal(id, secret), createdAt: now, expiresAt: null }],
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    return { endpoint, secret };
  }
}
