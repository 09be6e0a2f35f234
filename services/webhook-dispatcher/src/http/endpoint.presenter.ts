import type { Endpoint } from '../domain/endpoint.js';
import type { EndpointView } from './endpoints.dto.js';

/** An endpoint as its merchant sees it: of secrets only when they began and end. */
export function endpointView(endpoint: Endpoint): EndpointView {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    status: endpoint.status,
    disabled_reason: endpoint.disabledReason,
    disabled_at: endpoint.disabledAt,
    livemode: endpoint.livemode,
    secrets: endpoint.secrets.map(({ createdAt, expiresAt }) => ({ created_at: createdAt, expires_at: expiresAt })),
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  };
}
