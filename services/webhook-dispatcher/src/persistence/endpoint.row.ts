import type { DisabledReason, Endpoint, EndpointSecret, EndpointStatus } from '../domain/endpoint.js';

export interface SecretJson {
  readonly sealed: string;
  readonly created_at: string;
  readonly expires_at: string | null;
}

export interface EndpointRow {
  id: string;
  merchant_id: string;
  livemode: boolean;
  url: string;
  events: string[];
  description: string | null;
  status: EndpointStatus;
  disabled_reason: DisabledReason | null;
  disabled_at: Date | null;
  secrets: SecretJson[];
  created_at: Date;
  updated_at: Date;
  version: number;
}

export function endpointOf(row: EndpointRow): Endpoint {
  return {
    id: row.id,
    merchantId: row.merchant_id,
    livemode: row.livemode,
    url: row.url,
    events: row.events,
    description: row.description,
    status: row.status,
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at,
    secrets: row.secrets.map(secretOf),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

export function secretOf({ sealed, created_at: createdAt, expires_at: expiresAt }: SecretJson): EndpointSecret {
  return { sealed, createdAt: new Date(createdAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
}

export function secretsJson(secrets: readonly EndpointSecret[]): string {
  return JSON.stringify(
    secrets.map(({ sealed, createdAt, expiresAt }) => ({ sealed, created_at: createdAt, expires_at: expiresAt })),
  );
}
