import { type AttemptOutcome, judge } from './attempt.js';

const outcome = (statusCode: number | null, error: AttemptOutcome['error'] = null): AttemptOutcome => ({
  statusCode,
  error,
  durationMs: 10,
  response: null,
  retryAfterMs: null,
});
const verdict = (one: AttemptOutcome, tries = 1) => judge(one, tries, [0, 5], () => 0.5);

describe('the verdict on an attempt', () => {
  it.each([200, 201, 204, 299])('%d is success', (statusCode) => {
    expect(verdict(outcome(statusCode))).toEqual({ status: 'delivered' });
  });

  it.each([301, 302, 307, 308, 400, 401, 404, 500])('%d is tried again', (statusCode) => {
    expect(verdict(outcome(statusCode))).toEqual({ status: 'retrying', delayMs: 5_000 });
  });

  it('a 2xx whose body did not end in time is tried again', () => {
    expect(verdict(outcome(200, 'timeout'))).toMatchObject({ status: 'retrying' });
  });

  it('410 ends the delivery at once and says that nobody is there', () => {
    expect(verdict(outcome(410))).toEqual({ status: 'exhausted', gone: true });
  });

  it('the last try that fails exhausts the delivery', () => {
    expect(verdict(outcome(null, 'connect_failed'), 2)).toEqual({ status: 'exhausted', gone: false });
  });
});
