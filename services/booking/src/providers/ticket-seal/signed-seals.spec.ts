import fc from 'fast-check';
import { newId } from '#kernel';
import { LinkSigner } from '#service-kit';
import { SignedSeals } from './signed-seals.adapter.js';

const SECRET = 'a secret of at least thirty-two characters';
const OTHER = 'another secret of thirty-two characters';
const seals = new SignedSeals(new LinkSigner(SECRET), 'https://tickets.example');

describe('seals of tickets and links', () => {
  it('a QR text stands for its ticket, and any changed character breaks it', () => {
    const ticketId = newId();
    const code = seals.ticketCode(ticketId);
    expect(seals.ticketOf(code)).toBe(ticketId);
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.stringMatching(/^[\w.-]$/), (at, character) => {
        const forged = code.slice(0, at) + character + code.slice(at + 1);
        return forged === code || seals.ticketOf(forged) === undefined;
      }),
    );
  });

  it('another secret, a cut text and nonsense are refused', () => {
    const other = new SignedSeals(new LinkSigner(OTHER), 'https://tickets.example');
    const code = seals.ticketCode(newId());
    for (const forged of [other.ticketCode(newId()), code.slice(0, -1), `${code}.`, '', 'FG1..', '\0']) {
      expect(seals.ticketOf(forged)).toBeUndefined();
    }
  });

  it('a link opens its own booking only', () => {
    const seal = new URL(seals.ticketsLink('BK-00000001')).searchParams.get('s');
    expect(seals.opensTickets('BK-00000001', seal)).toBe(true);
    expect(seals.opensTickets('BK-00000002', seal)).toBe(false);
    expect(seals.opensTickets('BK-00000001', undefined)).toBe(false);
  });

  it('while the secret is changed, replicas with the old and the new one accept what both of them seal', () => {
    const [before, first, then] = [
      [SECRET, OTHER],
      [OTHER, SECRET],
      [OTHER, ''],
    ].map(([secret = '', also]) => new SignedSeals(new LinkSigner(secret, also), 'https://tickets.example')) as [
      SignedSeals,
      SignedSeals,
      SignedSeals,
    ];
    const ticketId = newId();
    expect(first.ticketOf(before.ticketCode(ticketId))).toBe(ticketId);
    expect(before.ticketOf(first.ticketCode(ticketId))).toBe(ticketId);
    expect(then.ticketOf(first.ticketCode(ticketId))).toBe(ticketId);
    expect(then.ticketOf(before.ticketCode(ticketId))).toBeUndefined();
  });
});
