import { blindnessOf } from './blindness.js';
import { Needles } from './needles.js';
import { Findings } from './places.js';

function looked(...places: (readonly [what: string, place: string])[]): Findings {
  const findings = new Findings(new Needles([]));
  for (const [what, place] of places) findings.look(what, place, '');
  return findings;
}
const ROW = ['rows', 'auth.public.outbox'] as const;
const LOG = ['logs', 'logs auth.log'] as const;
const SENT = ['broker connections', 'broker connections connection-1'] as const;
const SESSION = ['rows', 'auth.public.session'] as const;

describe('a search of the canary', () => {
  it('is worth something when it saw rows, logs and what was sent', () => {
    expect(blindnessOf(0, looked(ROW, LOG, SENT))).toEqual([]);
    expect(blindnessOf(1, looked(SESSION, LOG, SENT))).toEqual([]);
  });

  it.each([
    ['rows', looked(LOG, SENT)],
    ['logs', looked(ROW, SENT)],
    ['broker connections', looked(ROW, LOG)],
  ])('is worth nothing without %s', (what, findings) => {
    expect(blindnessOf(1, findings)).toEqual([`0 ${what} looked through`]);
  });

  it('is worth nothing when people signed in and no secret is known', () => {
    expect(blindnessOf(0, looked(SESSION, LOG, SENT))).toHaveLength(1);
  });
});

describe('a secret in base64', () => {
  it.each([0, 1, 2, 3])('is found %i bytes into a longer text', (before) => {
    const needles = new Needles([{ kind: 'password', secret: 'planted-passphrase' }]);
    const text = `${'x'.repeat(before)}planted-passphrase and more`;
    expect(needles.in(Buffer.from(text).toString('base64'))).toEqual(['password']);
    expect(needles.in(Buffer.from(text).toString('base64url'))).toEqual(['password']);
    expect(needles.in(Buffer.from(text.replace('pass', 'past')).toString('base64'))).toEqual([]);
  });
});
