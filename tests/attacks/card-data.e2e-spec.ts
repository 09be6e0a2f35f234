import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually } from '#testing';
import { expectStatus } from '../support/actors.js';
import { platform } from '../support/platform.js';
import { all, attack, each, said } from './kit/attack.js';
import { databaseHits } from './kit/search.js';
import { newPerson, type Person } from './kit/people.js';

/** Passes the checksum and is nobody's; used in this file alone, so that finding it anywhere is a leak. */
const PAN = '4556737586899855';
const CVV = '739';
const grouped = PAN.replace(/(\d{4})(?=\d)/g, '$1 ');
const dashed = grouped.replaceAll(' ', '-');
const fullwidth = PAN.replace(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0));
const card = { card_number: PAN, expiry: '12/40', cvv: CVV };

describe('card data', () => {
  let merchant: Person;
  let heard = 0;
  const endpoint = createServer((_request, response) => {
    heard += 1;
    response.end(`thanks for ${PAN}`);
  });
  beforeAll(async () => {
    merchant = await newPerson('merchant');
    await new Promise<void>((done) => endpoint.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;
    expectStatus(await merchant.api.post('webhooks/endpoints/', { url }), 201);
  });
  afterAll(() => {
    endpoint.closeAllConnections();
    endpoint.close();
  });

  attack('A97 card fields where no sandbox payment takes them', '422 1004', async () => {
    const order = { amount: '5.00' };
    const outcomes: [string, Parameters<typeof said>[0]][] = [
      ['order', await merchant.api.post('orders/', { ...order, ...card })],
      ['order card_details', await merchant.api.post('orders/', { ...order, card_details: card })],
      ['metadata', await merchant.api.post('orders/', { ...order, metadata: { card_number: PAN, cvv: CVV } })],
      ['metadata deep', await merchant.api.post('orders/', { ...order, metadata: { a: { cvv: CVV } } })],
      ['refund', await merchant.api.post('refunds/', { payment_id: merchant.id, card_number: PAN })],
      ['profile', await merchant.api.patch('auth/me/', { card_number: PAN })],
      ['listing', await merchant.api.post('listings/', { kind: 'event', title: 'x', cvv: CVV })],
      ['endpoint', await merchant.api.post('webhooks/endpoints/', { url: 'https://example.com', cvc: CVV })],
    ];
    return each('422 1004', outcomes);
  });

  attack('A97 card numbers in texts, however grouped', 'masked in every answer', async () => {
    const texts = [PAN, grouped, dashed, fullwidth, `pay with ${PAN}, please`];
    const shown: string[] = [];
    for (const text of texts) {
      shown.push((await merchant.api.post('listings/', { kind: 'event', title: text, description: text })).text);
      shown.push((await merchant.api.post('orders/', { amount: '5.00', metadata: { note: text } })).text);
      shown.push((await merchant.api.patch('auth/me/', { name: `Shop ${text}` })).text);
      shown.push((await merchant.api.post('auth/api-keys/', { name: `Key ${text}` })).text);
    }
    const leaks = shown.filter((text) => [PAN, grouped, dashed, fullwidth].some((form) => text.includes(form)));
    return leaks.length === 0 ? 'masked in every answer' : `${leaks.length} answers: ${leaks[0]?.slice(0, 120)}`;
  });

  attack(
    'A98 card numbers in addresses, headers and what a merchant answers',
    'masked before anything is stored',
    async () => {
      const { data } = expectStatus(await merchant.api.post<{ order_id: string }>('orders/', { amount: '5.00' }), 201);
      await merchant.api.get(`orders/?note=${PAN}`, {
        'x-note': PAN,
        'user-agent': `card ${PAN}`,
        'x-request-id': `card-${PAN}`,
      });
      await platform().gateway.get(`nothing/${PAN}`);
      await merchant.api.post('orders/', { amount: '5.00' }, { 'idempotency-key': `card ${PAN}` });
      const paid = await merchant.api.post('payments/', { order_id: data.order_id, card_details: card });
      expect(paid.status).toBe(201);
      await eventually(() => expect(heard).toBeGreaterThan(0), { timeoutMs: 15_000 });
      const hits = [...(await databaseHits([PAN, grouped, dashed, fullwidth])), ...fileHits(PAN)];
      return hits.length === 0 ? 'masked before anything is stored' : hits.join(' · ');
    },
    60_000,
  );

  attack(
    'A99 a hash of the number that anyone could compute again',
    'in no table and no file',
    async () => {
      const forms = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) => {
        const digest = createHash(name).update(PAN).digest();
        return [digest.toString('hex'), digest.toString('base64'), digest.toString('base64url')];
      });
      const hits = [...(await databaseHits(forms)), ...forms.flatMap(fileHits)];
      return hits.length === 0 ? 'in no table and no file' : all(hits);
    },
    60_000,
  );
});

function fileHits(needle: string): string[] {
  return readdirSync(platform().logFolder)
    .filter((file) => readFileSync(join(platform().logFolder, file), 'utf8').includes(needle))
    .map((file) => `log of ${file}`);
}
