import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '#testing';
import { expectStatus } from '../support/actors.js';
import { platform } from '../support/platform.js';
import { linkTo } from './kit/mails.js';
import { newKey, newPerson, signIn } from './kit/people.js';
import { databaseHits } from './kit/search.js';
import { openShop } from './kit/shop.js';

/** Of nobody; passes the checksum; authorized or declined by draw: both ways are gone. */
const MARKED_PAN = '4539578763621486';
const MARKED_PASSWORD = 'marked-passphrase-of-the-canary';
const MARKED_CVV_FIELD = '"cvv"';

describe('the canary: what must stay secret is found nowhere after a whole life', () => {
  const secrets: [name: string, secret: string][] = [
    ['card number', MARKED_PAN],
    ['password', MARKED_PASSWORD],
    ['card field', MARKED_CVV_FIELD],
  ];

  beforeAll(async () => {
    const merchant = await newPerson('merchant', MARKED_PASSWORD);
    secrets.push(['access token', merchant.access], ['refresh token', merchant.cookie.split('=')[1] ?? '']);
    await signIn(merchant.email, MARKED_PASSWORD);
    await platform().gateway.post('auth/token/', { email: merchant.email, password: `${MARKED_PASSWORD}!` });
    const { id, key } = await newKey(merchant);
    secrets.push(['API key', key]);
    const rolled = await merchant.api.post<{ api_key: string }>(`auth/api-keys/${id}/rotate/`, {});
    secrets.push(['rotated API key', rolled.data.api_key]);
    const endpoint = await merchant.api.post<{ secret: string }>('webhooks/endpoints/', {
      url: 'http://127.0.0.1:59999/h',
    });
    secrets.push(['webhook secret', expectStatus(endpoint, 201).data.secret.replace('whsec_', '')]);
    const as = platform().gateway.as({ apiKey: key });
    for (let i = 0; i < 4; i += 1) {
      const { data } = expectStatus(await as.post<{ order_id: string }>('orders/', { amount: '7.00' }), 201);
      const card_details = { card_number: MARKED_PAN, expiry: '12/40', cvv: '739' };
      await as.post('payments/', { order_id: data.order_id, card_details }, { 'idempotency-key': `canary-${i}-${id}` });
      await as.post('payments/', { order_id: data.order_id, card_details: { ...card_details, expiry: 'never' } });
    }
    await platform().gateway.post('auth/password-reset/', { email: merchant.email });
    secrets.push(['reset token', (await linkTo(merchant.email)).hash.slice(1)]);
    await openShop();
    await eventually(() => new Promise<boolean>((done) => setTimeout(() => done(true), 2_000)), { timeoutMs: 5_000 });
  }, 90_000);

  it('not in a row of any database, dead letters, outboxes and attempts included', async () => {
    const found: string[] = [];
    for (const [name, secret] of secrets)
      found.push(...(await databaseHits([secret])).map((place) => `${name} in ${place}`));
    expect(found).toEqual([]);
  }, 60_000);

  it('not in a line that a service printed', () => {
    const found = secrets.flatMap(([name, secret]) =>
      filesBelow(platform().logFolder)
        .filter((file) => readFileSync(file, 'utf8').includes(secret))
        .map((file) => `${name} in ${file}`),
    );
    expect(found).toEqual([]);
  });

  it('not in a mail, but for the token that a mail is for', () => {
    const found = secrets.flatMap(([name, secret]) =>
      filesBelow(platform().mailFolder)
        .filter((file) => plain(readFileSync(file, 'utf8')).includes(secret))
        .map(() => name),
    );
    expect(found).toEqual(['reset token']);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const plain = (mail: string): string => mail.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
