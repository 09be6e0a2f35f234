import { Injectable } from '@nestjs/common';
import type { Endpoint } from '../../domain/endpoint.js';
import { type Actor, Acts } from '../ports.js';

type EndpointAct =
  'endpoint_created' | 'endpoint_changed' | 'endpoint_enabled' | 'endpoint_secret_rotated' | 'endpoint_deleted';

/** What merchants do to their endpoints, for the audit log. Of a URL only the host: paths may hold tokens. */
@Injectable()
export class EndpointActs {
  constructor(private readonly acts: Acts) {}

  record(actor: Actor, action: EndpointAct, { id, merchantId, url }: Endpoint, more: object = {}): Promise<void> {
    const detail = { host: new URL(url).host, ...more };
    return this.acts.record(actor, { action, merchantId, target: { type: 'endpoint', id }, detail });
  }
}
