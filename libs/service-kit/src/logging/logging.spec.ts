import { readableLines } from './log-stream.js';
import { maskCardNumbers, withoutSecrets } from './redaction.js';
import { ServiceLogger } from './service-logger.js';

describe('card numbers', () => {
  it.each(['4242424242424242', '4242 4242 4242 4242', '4242-4242-4242-4242', '４２４２４２４２４２４２４２４２'])(
    'are masked: %s',
    (pan) => {
      expect(maskCardNumbers(`card ${pan} declined`)).toBe('card 424242******4242 declined');
    },
  );

  it.each(['4242424242424241', '0193a1b2-4242-7424-8242-424242424242', 'id 12345678901234567890123', '2026-11-21'])(
    'leave other numbers alone: %s',
    (text) => {
      expect(maskCardNumbers(text)).toBe(text);
    },
  );
});

describe('the log', () => {
  const lines: string[] = [];
  const logger = new ServiceLogger({
    service: 'payment',
    level: 'info',
    readable: false,
    stream: { write: (line) => lines.push(line) },
  });
  beforeEach(() => lines.splice(0));

  it('hides values of secret names at any depth', () => {
    const headers = { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'fg_test_1', accept: '*/*' };
    expect(withoutSecrets({ req: [{ headers }], card_details: { cvv: '123' } })).toEqual({
      req: [
        { headers: { authorization: '[redacted]', cookie: '[redacted]', 'x-api-key': '[redacted]', accept: '*/*' } },
      ],
      card_details: '[redacted]',
    });
  });

  it('keeps one event on one line, whatever is in it', () => {
    logger.log('agent \r\n\u001b[31m{"level":60}', 'Context');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toMatch(/[\r\n\u001b]/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ service: 'payment', context: 'Context' });
  });

  it('tells of a database error what failed, not whose row', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'user_email',
      detail: 'Key (email)=(a@b.c)',
    });
    logger.error({ msg: 'failed', err: error }, 'Context');
    expect(lines[0]).toContain('user_email');
    expect(lines[0]).not.toContain('a@b.c');
  });

  it('is one readable line an event for people', () => {
    const shown: string[] = [];
    const people = new ServiceLogger({
      service: 'payment',
      level: 'info',
      readable: true,
      stream: readableLines((text) => shown.push(text)),
    });
    people.log({ msg: 'paid', order: 1 }, 'Orders');
    expect(shown[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info payment \[Orders\] paid \{"order":1\}\n$/);
  });
});
