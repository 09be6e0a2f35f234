import { createHmac } from 'node:crypto';
import { verifyCheckoutSignature, verifyEventSignature } from './simulator.signature.js';

const SECRET = 'whsec_sim_0123456789abcdef0123456789abcdef';
const NOW_S = 1_795_000_000;
const body = Buffer.from('{"b":1, "1":2,"a":"\u00e9"}');
const mac = (raw: Buffer, t: number | string = NOW_S, secret = SECRET) =>
  createHmac('sha256', secret).update(`${t}.`).update(raw).digest('hex');
const header = (t: number | string = NOW_S, signature = mac(body, t)) => `t=${t},v1=${signature}`;
const verifies = (given: unknown, raw = body, secrets: readonly string[] = [SECRET]) =>
  verifyEventSignature(secrets, given, raw, NOW_S);

describe('The signature of a simulator event', () => {
  it('verifies over the raw bytes', () => expect(verifies(header())).toBe(true));

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a header that came twice', [header(), header()]],
    ['a header without a time', `v1=${mac(body)}`],
    ['a header without a signature', `t=${NOW_S}`],
    ['an old version only', `t=${NOW_S},v0=${mac(body)}`],
    ['an unknown version only', `t=${NOW_S},v9=${mac(body)}`],
    ['two times', `t=${NOW_S},t=${NOW_S},v1=${mac(body)}`],
    [
      'ten thousand signatures, the right one last',
      `t=${NOW_S},${`v1=${'0'.repeat(64)},`.repeat(10_000)}v1=${mac(body)}`,
    ],
    ['the right signature as the sixth', `t=${NOW_S},${`v1=${'0'.repeat(64)},`.repeat(5)}v1=${mac(body)}`],
    ['half a signature', header(NOW_S, mac(body).slice(0, 32))],
    ['a longer signature', header(NOW_S, `${mac(body)}00`)],
    ['a signature in capitals', header(NOW_S, mac(body).toUpperCase())],
    ['a signature with a blank', header(NOW_S, `${mac(body)} `)],
    ['a signature in base64', header(NOW_S, Buffer.from(mac(body), 'hex').toString('base64'))],
    ['a signature that is no hex', header(NOW_S, 'z'.repeat(64))],
  ])('refuses %s', (_what, given) => expect(verifies(given)).toBe(false));

  it.each([[NOW_S - 300], [NOW_S + 300], [NOW_S]])('accepts the time %d', (t) =>
    expect(verifies(header(t))).toBe(true),
  );

  it.each([
    ['301 s old', NOW_S - 301],
    ['301 s ahead', NOW_S + 301],
    ['with junk behind it', `${NOW_S}junk`],
    ['a fraction', `${NOW_S}.0`],
    ['milliseconds', NOW_S * 1_000],
    ['negative', `-${NOW_S}`],
    ['signed', `+${NOW_S}`],
    ['hexadecimal', `0x${NOW_S.toString(16)}`],
    ['with a blank', ` ${NOW_S}`],
  ])('refuses a time that is %s, though it is signed', (_what, t) => expect(verifies(header(t))).toBe(false));

  it('refuses the signature of the same JSON written differently', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(verifies(header(NOW_S, mac(rewritten)))).toBe(false);
  });

  it('refuses a raw byte where a replacement character was signed', () => {
    const signed = Buffer.from('{"a":"\ufffd"}');
    const swapped = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(verifies(header(NOW_S, mac(signed)), swapped)).toBe(false);
  });

  it('refuses a time that takes the head of the body with it', () => {
    const whole = Buffer.from(`1.${body.toString()}`);
    expect(verifies(header(NOW_S, mac(whole)), whole)).toBe(true);
    expect(verifies(`t=${NOW_S}.1,v1=${mac(whole)}`)).toBe(false);
  });

  it('accepts either live secret while one is being replaced, and no third', () => {
    const old = header(NOW_S, mac(body, NOW_S, 'the-secret-before'));
    expect(verifies(old, body, [SECRET, 'the-secret-before'])).toBe(true);
    expect(verifies(old, body, [SECRET])).toBe(false);
  });

  it.each([[[]], [['']], [['   ']]])('verifies nothing with the secrets %j', (secrets) => {
    expect(verifies(header(NOW_S, mac(body, NOW_S, '')), body, secrets)).toBe(false);
  });
});

describe('The signature of a finished checkout', () => {
  const parts: [string, string, string] = ['cs_1', 'pay_1', 'captured'];
  const proof = createHmac('sha256', SECRET).update(parts.join('|')).digest('hex');

  it('holds for exactly its parts', () => {
    expect(verifyCheckoutSignature(SECRET, proof, parts)).toBe(true);
    expect(verifyCheckoutSignature(SECRET, proof, ['cs_2', 'pay_1', 'captured'])).toBe(false);
    expect(verifyCheckoutSignature('', proof, parts)).toBe(false);
    for (const wrong of [undefined, '', proof.slice(2), `${proof}0`, proof.toUpperCase(), 7]) {
      expect(verifyCheckoutSignature(SECRET, wrong, parts)).toBe(false);
    }
  });

  it('lets no character move from one part to the next', () => {
    const moved = createHmac('sha256', SECRET).update('cs_1|2|pay_1|captured').digest('hex');
    expect(verifyCheckoutSignature(SECRET, moved, ['cs_1|2', 'pay_1', 'captured'])).toBe(false);
  });
});
