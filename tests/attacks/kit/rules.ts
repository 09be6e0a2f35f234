/** Everyone who can stand before a route. */
export const WHO = [
  'nobody',
  'customer',
  'other customer',
  'merchant',
  'other merchant',
  'staff',
  'scanner',
  'admin',
  'disabled',
  'deleted',
] as const;
export type Who = (typeof WHO)[number];

/**
 * Who gets past the door of a route. What lies behind it (a wrong body, an unknown id, a thing of somebody else) is
 * answered otherwise than by 401 and 403.
 */
export type Door =
  | 'anyone'
  | 'admins'
  | 'customers'
  | 'signed in'
  | 'people and merchants'
  | `merchants ${MerchantPart}`
  | `merchants ${MerchantPart} and admins`
  | `all ${MerchantPart}`;
/** Which of a merchant's people: the owner alone, staff too, or everybody on the team. */
type MerchantPart = 'owner' | 'staff' | 'team';

const MERCHANTS: Readonly<Record<MerchantPart, readonly Who[]>> = {
  owner: ['merchant', 'other merchant'],
  staff: ['merchant', 'other merchant', 'staff'],
  team: ['merchant', 'other merchant', 'staff', 'scanner'],
};
const CUSTOMERS: readonly Who[] = ['customer', 'other customer'];

/** Those a door opens for. The disabled and the deleted count as nobody: their tokens are worth nothing. */
export function guestsOf(door: Door): readonly Who[] {
  if (door === 'anyone') return WHO;
  if (door === 'admins') return ['admin'];
  if (door === 'customers') return CUSTOMERS;
  if (door === 'signed in') return [...CUSTOMERS, ...MERCHANTS.team, 'admin'];
  if (door === 'people and merchants') return [...CUSTOMERS, ...MERCHANTS.staff];
  const part = door.split(' ')[1] as MerchantPart;
  if (door.startsWith('all')) return [...CUSTOMERS, ...MERCHANTS[part], 'admin'];
  return door.endsWith('admins') ? [...MERCHANTS[part], 'admin'] : MERCHANTS[part];
}

/** One rule a route of the running platform; a route without one fails the test, and so does a rule without a route. */
export const RULES: Readonly<Record<string, Door>> = {
  'GET admin/system': 'admins',
  'GET admin/dead-letters': 'admins',
  'POST admin/dead-letters/{id}/replay': 'admins',
  'GET admin/stats': 'admins',
  'GET admin/stats/timeseries': 'admins',
  'GET admin/merchants': 'admins',
  'PATCH admin/merchants/{id}/fees': 'admins',
  'GET admin/payouts': 'admins',
  'POST admin/payouts/{id}/settle': 'admins',
  'GET admin/users': 'admins',
  'DELETE admin/users/{id}': 'admins',
  'POST admin/users/{id}/restore': 'admins',
  'POST admin/users/{id}/disable': 'admins',
  'POST admin/users/{id}/go-live': 'admins',
  'GET admin/audit-log': 'admins',
  'POST auth/register-admin': 'admins',
  'POST auth/register': 'anyone',
  'POST auth/register-customer': 'anyone',
  'POST auth/token': 'anyone',
  'POST auth/logout': 'anyone',
  'POST auth/password-reset': 'anyone',
  'POST auth/password-reset/confirm': 'anyone',
  'POST auth/team/join': 'anyone',
  'GET auth/me': 'signed in',
  'PATCH auth/me': 'signed in',
  'POST auth/mode': 'merchants team',
  'GET auth/api-keys': 'merchants owner',
  'POST auth/api-keys': 'merchants owner',
  'POST auth/api-keys/{id}/rotate': 'merchants owner',
  'DELETE auth/api-keys/{id}': 'merchants owner',
  'GET auth/team': 'merchants owner',
  'POST auth/team/invitations': 'merchants owner',
  'DELETE auth/team/invitations/{id}': 'merchants owner',
  'DELETE auth/team/{id}': 'merchants owner',
  'GET auth/audit-log': 'merchants staff',
  'GET merchants/stats': 'merchants staff',
  'GET merchants/stats/timeseries': 'merchants staff',
  'GET listings': 'anyone',
  'GET listings/{id}': 'anyone',
  'GET listings/{id}/slots': 'anyone',
  'GET slots/{id}': 'anyone',
  'POST listings': 'merchants staff',
  'PATCH listings/{id}': 'merchants staff',
  'POST listings/{id}/slots': 'merchants staff',
  'PATCH slots/{id}': 'merchants staff',
  'GET slots/{id}/attendees': 'merchants team',
  'POST check-ins': 'merchants team',
  'POST carts': 'customers',
  'GET carts/{id}': 'customers',
  'POST carts/{id}/items': 'customers',
  'DELETE carts/{id}/items/{item}': 'customers',
  'POST carts/{id}/book-free': 'customers',
  'GET bookings': 'all staff',
  'GET bookings/{bookId}': 'all staff',
  'POST bookings/{bookId}/cancel': 'all staff',
  'GET bookings/{bookId}/tickets.pdf': 'anyone',
  'GET tickets/{id}/qr.svg': 'customers',
  'POST slots/{id}/waitlist': 'customers',
  'GET waitlist': 'customers',
  'DELETE waitlist/{id}': 'customers',
  'POST orders': 'merchants staff',
  'GET orders': 'all staff',
  'GET orders/{id}': 'all staff',
  'GET orders/{id}/receipt.pdf': 'all staff',
  'POST orders/{id}/cancel': 'merchants staff',
  'POST payments': 'merchants staff',
  'GET payments': 'all staff',
  'POST payments/process-cart': 'customers',
  'POST payments/{id}/retry': 'all staff',
  'GET payments/{id}': 'all staff',
  'GET payments/{id}/check-booking': 'all staff',
  'POST payments/{id}/capture': 'merchants staff',
  'POST payments/{id}/void': 'merchants staff',
  'POST payments/{id}/verify': 'all staff',
  'GET payments/{id}/events': 'all staff',
  'GET payments/{id}/timeline': 'all staff',
  'POST refunds': 'merchants staff and admins',
  'GET refunds': 'merchants staff and admins',
  'GET refunds/{id}': 'merchants staff and admins',
  'GET payouts': 'merchants owner',
  'POST payouts': 'merchants owner',
  'GET webhooks/endpoints': 'merchants staff',
  'POST webhooks/endpoints': 'merchants staff',
  'GET webhooks/endpoints/{id}': 'merchants staff',
  'PATCH webhooks/endpoints/{id}': 'merchants staff',
  'DELETE webhooks/endpoints/{id}': 'merchants staff',
  'POST webhooks/endpoints/{id}/rotate-secret': 'merchants staff',
  'POST webhooks/endpoints/{id}/enable': 'merchants staff',
  'POST webhooks/endpoints/{id}/test': 'merchants staff',
  'POST webhooks/endpoints/{id}/recover': 'merchants staff',
  'GET webhooks/deliveries': 'merchants staff',
  'GET webhooks/deliveries/{id}': 'merchants staff',
  'POST webhooks/deliveries/{id}/resend': 'merchants staff',
  'GET events': 'merchants staff',
  'GET events/{id}': 'merchants staff',
};

/** Their doors are not tokens: a cookie, a provider's signature. Each has specs of its own. */
export const OTHER_DOORS: readonly string[] = [
  'POST auth/refresh',
  'POST payments/webhooks/{provider}',
  'POST payments/webhooks/{provider}/{account}',
  'GET payments/return/{provider}',
  'POST payments/return/{provider}',
  'POST payments/payu/{outcome}',
];

/** Routes of a service that is being built: a rule for them waits here until they are in the document. */
export const NOT_YET: readonly string[] = [
  'PATCH admin/merchants/{id}/fees',
  'GET admin/payouts',
  'POST admin/payouts/{id}/settle',
  'GET payouts',
  'POST payouts',
  'POST slots/{id}/waitlist',
  'GET waitlist',
  'DELETE waitlist/{id}',
];
