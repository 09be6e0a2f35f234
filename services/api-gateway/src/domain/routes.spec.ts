import { subscriberOf } from './client-address.js';
import { mergeDocuments } from './openapi-merge.js';
import { publicPathOf } from './public-path.js';
import { routeOf } from './routes.js';

describe('the way of a request', () => {
  it.each([
    ['GET', 'orders', 'payment', 'api'],
    ['POST', 'payments/process-cart', 'payment', 'api'],
    ['POST', 'payments/webhooks/stripe/acct', 'payment', 'provider'],
    ['POST', 'payments/payu/success', 'payment', 'provider'],
    ['PATCH', 'admin/merchants/1/fees', 'payment', 'api'],
    ['GET', 'admin/merchants', 'analytics', 'api'],
    ['GET', 'merchants/stats/timeseries', 'analytics', 'api'],
    ['GET', 'admin/stats', 'analytics', 'api'],
    ['POST', 'admin/payouts/1/settle', 'payment', 'api'],
    ['POST', 'auth/token', 'auth', 'sign-in'],
    ['POST', 'auth/register-customer', 'auth', 'sign-in'],
    ['POST', 'auth/password-reset/confirm', 'auth', 'sign-in'],
    ['POST', 'auth/refresh', 'auth', 'refresh'],
    ['GET', 'auth/api-keys', 'auth', 'api'],
    ['GET', 'admin/users', 'auth', 'api'],
    ['POST', 'slots/1/waitlist', 'booking', 'api'],
    ['GET', 'webhooks/deliveries', 'webhook-dispatcher', 'api'],
  ])('%s %s leads to %s, counted as %s', (method, path, upstream, limit) => {
    expect(routeOf(method, path)).toEqual({ upstream, limit });
  });

  it.each(['', 'order', 'ordersx', 'admin', 'internal/holds', 'merchants', 'v1/payments'])(
    'leads nowhere for %p',
    (path) => {
      expect(routeOf('GET', path)).toBeUndefined();
    },
  );

  it.each([
    '/',
    '/paygate',
    '/paygate/api/v1/../x',
    '/pay',
    '/pay/',
    '/pay/%2e%2e/internal',
    '/result//1',
    '/pay/%',
    '/api/paymentsx',
  ])('sees nothing public in %s', (pathname) => {
    expect(publicPathOf(pathname)).toBeUndefined();
  });
});

describe('a client address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (ip, subscriber) => {
    expect(subscriberOf(ip)).toBe(subscriber);
  });
});

describe('merging descriptions', () => {
  const part = (name: string, schema: object) => ({
    paths: { [`/${name}`]: { get: { schema: { $ref: '#/components/schemas/View' } } } },
    components: { schemas: { View: schema, Error: { type: 'object' } } },
  });

  it('keeps schemas of one name apart when they differ, references included', () => {
    const merged = mergeDocuments({ paths: {} }, [
      ['a', part('a', { type: 'string' })],
      ['b', part('b', { type: 'number' })],
    ]);
    expect(merged.paths['/b']).toEqual({ get: { schema: { $ref: '#/components/schemas/b.View' } } });
    expect(merged.components?.schemas).toEqual({
      View: { type: 'string' },
      'b.View': { type: 'number' },
      Error: { type: 'object' },
    });
  });
});
