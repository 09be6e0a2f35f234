import { FACT_OUTCOMES, FAILURE_CODES, NEXT_STEPS } from '../provider-fact.js';
import {
  paymentEventSample,
  paymentSample,
  refundEventSample,
  refundSample,
  sessionEventSample,
  sessionSample,
} from './fixtures/samples.js';
import { factOfEvent, factsOfSession, failureOfDecline, latestFact, meaningOfError } from './simulator.mapping.js';
import { DECLINE_CODES, ERROR_CODES, parse, type WireEvent, type WirePayment } from './simulator.wire.js';

const source = { accountId: 'platform' };
const told = (body: object) => factOfEvent(parse.event(body) as WireEvent, 'platform').outcome;

describe('What the simulator says, in our words', () => {
  it.each(DECLINE_CODES)('the decline %s has a failure of ours', (code) => {
    const { code: ours, message, next } = failureOfDecline(code);
    expect([FAILURE_CODES.includes(ours), NEXT_STEPS.includes(next), message.length > 10]).toEqual([true, true, true]);
  });

  it.each(ERROR_CODES)('the error %s has a meaning', (code) => {
    const meaning = meaningOfError(code);
    expect(typeof meaning === 'string' ? ['not_sent', 'unknown'] : FAILURE_CODES).toContain(
      typeof meaning === 'string' ? meaning : meaning.code,
    );
  });

  it('every event is exactly one fact, and together they tell all there is to tell', () => {
    const outcomes = [
      ...['requires_otp', 'processing', 'authorized', 'captured', 'declined', 'capture_failed', 'voided'].map((word) =>
        told(paymentEventSample(`payment.${word}`)),
      ),
      ...(['pending', 'processed', 'failed'] as const).map((status) =>
        told(refundEventSample(`refund.${status}`, { ...refundSample, status })),
      ),
      told(sessionEventSample('session.expired', 'expired')),
    ];
    expect([...outcomes].sort()).toEqual([...FACT_OUTCOMES].sort());
    expect(told(sessionEventSample('session.cancelled', 'cancelled'))).toBe('cancelled');
  });

  it.each([
    ['requires_otp', ['requires_action']],
    ['processing', ['pending']],
    ['authorized', ['authorized']],
    ['captured', ['authorized', 'captured']],
    ['voided', ['authorized', 'voided']],
    ['declined', ['failed']],
    ['capture_failed', ['authorized', 'capture_failed']],
  ] as const)('a payment that is %s has been %j', (status, story) => {
    const payment: WirePayment = { ...paymentSample, status, refunds: [] };
    const facts = factsOfSession({ ...sessionSample, payments: [payment] }, source);
    expect(facts.map(({ outcome }) => outcome)).toEqual(story);
  });

  it('a capture tells what was taken, not what was authorized', () => {
    const { id, reference, status, cancelled_by } = sessionSample;
    const session = { id, reference, status, cancelled_by };
    const fact = latestFact({ object: 'receipt', session, payment: paymentSample, refund: null }, source);
    expect(fact).toMatchObject({ outcome: 'captured', amountMinor: 9_000, sessionOver: true });
  });

  it.each([
    ['a word nobody knows', { ...paymentEventSample('payment.captured'), type: 'payment.exploded' }],
    ['an amount that is no integer', refundEventSample('refund.processed', { ...refundSample, amount: 1.5 })],
    ['an id that is none', { ...paymentEventSample('payment.captured'), id: 'evt_1.2' }],
    ['a payment event without its payment', { ...paymentEventSample('payment.captured'), data: {} }],
    ['a list', []],
  ])('%s is not understood', (_what, body) => expect(parse.event(body)).toBeUndefined());
});
