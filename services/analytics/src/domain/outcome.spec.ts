import fc from 'fast-check';
import { newId } from '#kernel';
import type { LoggedEvent } from './logged-event.js';
import { condensed } from './metric.js';
import { countedOf, deltasOf, merged, type Outcome, outcomeOf, outcomesOf } from './outcome.js';

const paymentId = newId();
const merchantId = newId();

function event(type: string, aggregateVersion: number, amountMinor: number, minutes: number): LoggedEvent {
  return {
    id: newId(),
    type,
    aggregateId: paymentId,
    aggregateVersion,
    paymentId,
    orderId: null,
    merchantId,
    livemode: false,
    occurredAt: new Date(Date.UTC(2026, 10, 21, 10, minutes)),
    amountMinor,
    currency: 'INR',
    data: {},
  };
}

/** The one outcome of a payment's events, however they come. */
const afterAll = (...events: LoggedEvent[]) => outcomesOf(events)[0] as Outcome;
const sumsOf = (outcome: Outcome) =>
  Object.fromEntries(deltasOf({ before: undefined, after: outcome }).map(({ metric, value }) => [metric, value]));

describe('what became of a payment', () => {
  const authorized = event('payment.authorized', 2, 99_900, 10);
  const captured = event('payment.captured', 3, 50_000, 50);

  it('is successful from the first authorization on, with the amount that was captured', () => {
    const outcome = afterAll(captured, authorized);
    expect(sumsOf(outcome)).toEqual({ successful_payments: 1, gross: 50_000 });
    expect(countedOf(outcome).at).toEqual(authorized.occurredAt);
  });

  it('is canceled when it failed, until a late truth makes it successful', () => {
    const failed = event('payment.failed', 1, 99_900, 5);
    expect(sumsOf(afterAll(failed))).toEqual({ canceled_payments: 1 });
    expect(sumsOf(afterAll(authorized, failed))).toEqual({ successful_payments: 1, gross: 99_900 });
  });

  it('is canceled, not successful, when it was voided', () => {
    const voided = event('payment.cancelled', 3, 99_900, 20);
    expect(sumsOf(afterAll(voided, authorized))).toEqual({ canceled_payments: 1 });
  });

  it('stays successful when it is refunded', () => {
    expect(outcomeOf(event('payment.refunded', 4, 99_900, 30))).toBeUndefined();
  });

  it('takes back what was counted before', () => {
    const before = countedOf(afterAll(event('payment.failed', 1, 99_900, 5)));
    const deltas = condensed(deltasOf({ before, after: afterAll(authorized) }));
    expect(deltas.map(({ metric, value }) => [metric, value])).toEqual([
      ['canceled_payments', -1],
      ['gross', 99_900],
      ['successful_payments', 1],
    ]);
  });

  it('does not depend on the order of arrival, nor on how often', () => {
    const types = ['payment.authorized', 'payment.captured', 'payment.failed', 'payment.cancelled'];
    const said = fc
      .tuple(fc.constantFrom(...types), fc.nat(6), fc.nat(1_000), fc.nat(59))
      .map(([type, version, amount, minute]) => event(type, version, amount, minute));
    const distinct = fc.uniqueArray(said, {
      minLength: 1,
      maxLength: 6,
      selector: ({ type, aggregateVersion }) => `${type} ${aggregateVersion}`,
    });
    fc.assert(
      fc.property(distinct, fc.infiniteStream(fc.nat()), (events, picks) => {
        const outcomes = events.map((one) => outcomeOf(one) as Outcome);
        const again = [...outcomes, ...[...picks.take(10)].map((pick) => outcomes[pick % outcomes.length] as Outcome)];
        const shuffled = again.map((one, i) => ({ one, key: (i * 7_919) % 31 })).sort((a, b) => a.key - b.key);
        expect(shuffled.map(({ one }) => one).reduce(merged)).toEqual(outcomes.reduce(merged));
      }),
    );
  });
});
