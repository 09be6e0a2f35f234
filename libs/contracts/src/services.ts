/** Every service of the platform, by the name it signs its events and internal calls with. */
export const SERVICES = [
  'api-gateway',
  'auth',
  'booking',
  'payment',
  'webhook-dispatcher',
  'analytics',
  'provider-simulator',
] as const;

export type ServiceName = (typeof SERVICES)[number];
