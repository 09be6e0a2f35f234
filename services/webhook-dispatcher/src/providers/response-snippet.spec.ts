import { responseSnippet } from './response-snippet.js';

const snippet = (text: string) => responseSnippet(Buffer.from(text));

describe('what is kept of an answer (A55)', () => {
  it('has no card numbers', () => {
    expect(snippet('card 4242 4242 4242 4242 ok')).toBe('card 424242******4242 ok');
  });

  it('has no terminal sequences and no NUL', () => {
    expect(snippet('\u001b[31mred\u001b[0m\u0000 \u0007text\n')).toBe('red text\n');
  });

  it('stays text: markup is kept as it is and never interpreted', () => {
    expect(snippet('<script>alert(1)</script>')).toBe('<script>alert(1)</script>');
  });

  it('is 8 KiB at most, also when that cuts a character', () => {
    const kept = snippet('é'.repeat(20_000)) ?? '';
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(8_192);
    expect(kept).toMatch(/^é+$/);
    expect(Buffer.byteLength(snippet(`x${'é'.repeat(20_000)}`) ?? '')).toBeLessThanOrEqual(8_192);
  });

  it('survives bytes that are no text', () => {
    const kept = responseSnippet(Buffer.from([0xff, 0xfe, 0x41, 0x00, 0xc3])) ?? '';
    expect(kept.isWellFormed()).toBe(true);
    expect(kept).not.toContain('\0');
  });

  it('is nothing for an empty answer', () => {
    expect(responseSnippet(Buffer.alloc(0))).toBeNull();
  });
});
