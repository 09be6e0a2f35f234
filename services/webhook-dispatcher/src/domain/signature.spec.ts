import { Webhook } from 'standardwebhooks';
import { newSigningSecret, signatureHeader, signingKey } from './signature.js';

const body = '{"id":"x","amount":"100.00"}';
const now = () => Math.floor(Date.now() / 1000);
const headers = (signature: string, timestamp = now()) => ({
  'webhook-id': '01939d5a-0000-7000-8000-00000000000a',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
});
const sign = (...secrets: string[]) =>
  signatureHeader('01939d5a-0000-7000-8000-00000000000a', now(), body, secrets.map(signingKey));

describe('the signature', () => {
  const secret = newSigningSecret();

  it('is verified by the public Standard Webhooks library', () => {
    expect(new Webhook(secret).verify(body, headers(sign(secret)))).toEqual(JSON.parse(body));
  });

  it('is verified with the old and with the new secret during a rotation', () => {
    const newer = newSigningSecret();
    for (const one of [secret, newer])
      expect(() => new Webhook(one).verify(body, headers(sign(newer, secret)))).not.toThrow();
  });

  it('fails for a changed body, another secret and a foreign id', () => {
    expect(() => new Webhook(secret).verify(`${body} `, headers(sign(secret)))).toThrow();
    expect(() => new Webhook(newSigningSecret()).verify(body, headers(sign(secret)))).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers(sign(secret)), 'webhook-id': 'another' })).toThrow();
  });

  it('uses secrets of 32 bytes that never repeat', () => {
    expect(signingKey(secret).symmetricKeySize).toBe(32);
    expect(newSigningSecret()).not.toBe(secret);
  });
});
