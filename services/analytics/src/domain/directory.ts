import type { LoggedEvent } from './logged-event.js';

/** What merchant events say; the highest version of each kind holds. */
export interface MerchantNews {
  readonly id: string;
  readonly version: number;
  readonly livemode: boolean;
  readonly occurredAt: Date;
  readonly profile?: { readonly name: string; readonly email: string };
  readonly disabled?: boolean;
}

export interface AdminNews {
  readonly id: string;
  readonly version: number;
  readonly disabled: boolean;
}

export function merchantNewsOf(event: LoggedEvent): MerchantNews | undefined {
  const { type, merchantId, aggregateVersion: version, occurredAt, data } = event;
  if (!type.startsWith('merchant.') || merchantId === null) return undefined;
  const news = { id: merchantId, version, livemode: event.livemode ?? false, occurredAt };
  if (type === 'merchant.disabled') return { ...news, disabled: data['disabled'] === true };
  return { ...news, profile: { name: String(data['name']), email: String(data['email']) } };
}

export function adminNewsOf({ type, aggregateVersion: version, data }: LoggedEvent): AdminNews | undefined {
  if (type !== 'admin.registered' && type !== 'admin.disabled') return undefined;
  return { id: String(data['user_id']), version, disabled: data['disabled'] === true };
}
