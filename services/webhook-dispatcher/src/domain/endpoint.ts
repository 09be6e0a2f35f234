export type EndpointStatus = 'enabled' | 'disabled';

/** Why an endpoint does not get events: the merchant said so, it answered 410, or it only failed for 120 h. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

/** A signing secret as it is kept: ciphertext, and until when it still signs beside a newer one. */
export interface EndpointSecret {
  readonly sealed: string;
  readonly createdAt: Date;
  /** Null: the current one. */
  readonly expiresAt: Date | null;
}

/** A merchant's registered webhook URL. */
export interface Endpoint {
  readonly id: string;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: EndpointStatus;
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  readonly secrets: readonly EndpointSecret[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export const MAX_ENDPOINTS = 20;
export const OVERLAP_MS = 24 * 3_600_000;
const MAX_LIVE_SECRETS = 3;

export function liveSecrets<S extends { expiresAt: Date | null }>(secrets: readonly S[], nowMs: number): S[] {
  return secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > nowMs);
}

/** The secrets after a rotation: the new one first, older ones live on for 24 h, three at most. */
export function rotated(secrets: readonly EndpointSecret[], sealed: string, now: Date): EndpointSecret[] {
  const overlapEnds = new Date(now.getTime() + OVERLAP_MS);
  const older = liveSecrets(secrets, now.getTime()).map((secret) => ({
    ...secret,
    expiresAt: secret.expiresAt ?? overlapEnds,
  }));
  return [{ sealed, createdAt: now, expiresAt: null }, ...older].slice(0, MAX_LIVE_SECRETS);
}

/** A copy that gets events, or does not and says why. */
export function withStatus(endpoint: Endpoint, status: EndpointStatus, now: Date): Endpoint {
  if (status === endpoint.status) return endpoint;
  return status === 'enabled'
    ? { ...endpoint, status, disabledReason: null, disabledAt: null }
    : { ...endpoint, status, disabledReason: 'requested', disabledAt: now };
}
