import { platform } from '../support/platform.js';
import { all, attack, each, said } from './kit/attack.js';
import { newEmail, newPerson, newKey, PASSWORD, type Person } from './kit/people.js';
import { rawStatuses, requestOf } from './kit/raw-http.js';

const gateway = () => platform().gateway;

describe('browsers and the wire turned against the platform', () => {
  let person: Person;
  let merchant: Person;
  beforeAll(async () => {
    person = await newPerson();
    merchant = await newPerson('merchant');
  });

  const withCookie = async (headers: Record<string, string>) =>
    all([
      await gateway().post('auth/refresh/', undefined, { cookie: person.cookie, ...headers }),
      await gateway().post('auth/logout/', undefined, { cookie: person.cookie, ...headers }),
    ]);

  attack('A23 a form of another site posts to refresh and logout with the cookie', '403 1006', () =>
    withCookie({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }),
  );

  attack('A24 origins that look like ours', '403 1006 without allow-origin', async () => {
    const { host } = new URL(platform().gatewayUrl);
    const origins = [
      'null',
      'https://evil.example',
      `http://${host}.evil.example`,
      `http://sub.${host}`,
      'https://app.example.com.evil.io',
      'file://',
      `https://${host}`,
    ];
    const outcomes: [string, string][] = [];
    for (const origin of origins) {
      const answer = await gateway().post('auth/refresh/', undefined, { cookie: person.cookie, origin });
      const told = answer.headers['access-control-allow-origin'] ? 'with' : 'without';
      outcomes.push([origin, `${said(answer)} ${told} allow-origin`]);
    }
    return each('403 1006 without allow-origin', outcomes);
  });

  attack('A25 asking to be reflected in allow-origin with credentials', 'no allow-origin, no credentials', async () => {
    const origin = 'https://evil.example';
    const answers = [
      await gateway().get('listings/', { origin }),
      await person.api.get('auth/me/', { origin }),
      await gateway().post('auth/token/', { email: newEmail(), password: PASSWORD }, { origin }),
    ];
    const told = answers.filter(
      ({ headers }) => headers['access-control-allow-origin'] || headers['access-control-allow-credentials'],
    );
    return told.length === 0 ? 'no allow-origin, no credentials' : `${told.length} answers allow it`;
  });

  attack('A26 JSON as text/plain, as a form and without a type', '415 1024', async () => {
    const body = JSON.stringify({ email: newEmail(), password: PASSWORD });
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json'];
    const outcomes: [string, Awaited<ReturnType<typeof gatewayPost>>][] = [];
    for (const type of types) outcomes.push([type, await gatewayPost(body, type)]);
    return each('415 1024', outcomes);
  });

  const gatewayPost = (body: string, type: string) => gateway().post('auth/token/', body, { 'content-type': type });

  attack('A27 another method by header or query', 'the method that was sent counts', async () => {
    const { id } = await newKey(merchant);
    const headers = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' };
    await merchant.api.get(`auth/api-keys/?_method=DELETE`, headers);
    await merchant.api.post(`auth/api-keys/${id}/?_method=DELETE`, {}, headers);
    const { data } = await merchant.api.get<{ id: string }[]>('auth/api-keys/');
    return data.some((key) => key.id === id) ? 'the method that was sent counts' : 'the key is gone';
  });

  attack('A28 line breaks in an event type, a description and a name', '422 1004', async () => {
    const evil = 'payment.*\r\nX-Evil: 1';
    return all([
      await merchant.api.post('webhooks/endpoints/', { url: 'https://example.com/h', events: [evil] }),
      await merchant.api.post('webhooks/endpoints/', { url: 'https://example.com/h', description: evil }),
      await merchant.api.post('webhooks/endpoints/', { url: 'https://example.com/h\r\nX-Evil: 1' }),
      await merchant.api.patch('auth/me/', { name: evil }),
    ]);
  });

  attack('A28 control characters in an idempotency key', '400 or 422', async () => {
    const statuses = [];
    for (const key of ['a\u0001b', 'a\u007fb', 'k\u00e9y', 'x'.repeat(256)]) {
      const head = [
        'POST /paygate/api/v1/orders HTTP/1.1',
        'host: x',
        'connection: close',
        'content-type: application/json',
        `authorization: Bearer ${merchant.access}`,
        `idempotency-key: ${key}`,
      ];
      statuses.push(await rawStatuses(requestOf([...head, 'content-length: 16'], '{"amount":"1.0"}')));
    }
    return statuses.every((status) => status === '400' || status === '422') ? '400 or 422' : statuses.join();
  });

  attack('A29 custom headers of an endpoint that would override ours', '422 1004', async () => {
    const names = ['host', 'content-length', 'transfer-encoding', 'connection', 'webhook-id', 'webhook-signature'];
    const outcomes: [string, Awaited<ReturnType<typeof merchant.api.post>>][] = [];
    for (const name of names) {
      const body = { url: 'https://example.com/h', headers: { [name]: 'evil' } };
      outcomes.push([name, await merchant.api.post('webhooks/endpoints/', body)]);
    }
    return each('422 1004', outcomes);
  });

  attack('A30 two lengths, a length and chunks, and a broken chunk', '400', async () => {
    const post = ['POST /paygate/api/v1/auth/token HTTP/1.1', 'host: x', 'content-type: application/json'];
    const heads = [
      [...post, 'content-length: 2', 'content-length: 30'],
      [...post, 'content-length: 5', 'transfer-encoding: chunked'],
      [...post, 'transfer-encoding: chunked, identity'],
      [...post, 'transfer-encoding: xchunked'],
      [...post, 'content-length: -1'],
      [...post, 'content-length : 2'],
    ];
    return all(
      await Promise.all(heads.map((head) => rawStatuses(requestOf(head, '0\r\n\r\nGET /x HTTP/1.1\r\n\r\n')))),
    );
  });

  attack('A31 an answer of an authentication route without its headers', 'none is missing', async () => {
    const answers = [
      await gateway().post('auth/token/', { email: person.email, password: PASSWORD }),
      await gateway().post('auth/token/', { email: person.email, password: 'wrong wrong' }),
      await gateway().post('auth/refresh/', undefined, { cookie: person.cookie }),
      await person.api.get('auth/me/'),
    ];
    const wanted: Record<string, RegExp> = {
      'content-security-policy': /default-src 'none'/,
      'strict-transport-security': /max-age=\d{7,}/,
      'x-content-type-options': /^nosniff$/,
      'cache-control': /no-store/,
      'referrer-policy': /no-referrer/,
    };
    const missing = answers.flatMap(({ headers }, i) =>
      Object.entries(wanted).flatMap(([name, form]) => (form.test(String(headers[name])) ? [] : [`${name} of ${i}`])),
    );
    return missing.length === 0 ? 'none is missing' : missing.join(', ');
  });
});
