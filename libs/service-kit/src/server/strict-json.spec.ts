import { MalformedJson, parseStrictJson } from './strict-json.js';

const read = (text: string) => parseStrictJson(Buffer.from(text));

describe('strict JSON', () => {
  it.each([
    '{"amount":"100.00","metadata":{"a":[1,2,{"b":null}]}}',
    ' [ {"a":1}, {"a":2} ] ',
    '"text with \\"quotes\\" and : {"',
    '{"a":{"x":1},"b":{"x":1}}',
    '{"amount":100.50,"n":-1.5e3}',
  ])('reads %s as JSON.parse does', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['a key that appears twice', '{"amount":1,"amount":2}'],
    ['a key that appears twice, once escaped', '{"amount":1,"\\u0061mount":2}'],
    ['a key that appears twice deep inside', '{"a":[{"b":1,"c":{"d":1,"d":2}}]}'],
    ['a key repeated after a nested object', '{"a":1,"b":{"c":[]},"a":2}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['more than 20 levels', `${'['.repeat(21)}${']'.repeat(21)}`],
    ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['more than 1,000 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, i])))],
    ['text after the end', '{"a":1}x'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(() => read(text)).toThrow(MalformedJson);
  });

  it.each(['9007199254740993', '100.000000000000000001', '1e400', '-1e400'])(
    'names the field of %s, which no double holds',
    (number) => {
      const fault = { field: 'amount', message: expect.stringContaining('send a string') };
      expect(() => read(`{"id":1,"amount":${number}}`)).toThrow(
        expect.objectContaining({ code: 1004, meta: { errors: [fault] } }) as Error,
      );
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(MalformedJson);
  });
});
