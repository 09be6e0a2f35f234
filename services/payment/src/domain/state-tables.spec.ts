import { operationTransitions } from './operation.js';
import { orderTransitions } from './order.js';
import { paymentTransitions } from './payment.js';
import { refundTransitions } from './refund.js';
import type { Transitions } from '#kernel';

/** `state: event→state …` a line, rejected events left out. */
function grid<S extends string, E extends string>(machine: Transitions<S, E>): string[] {
  return machine.states.map((state) => {
    const moves = machine.events.flatMap((event) => {
      const step = machine.step(state, event);
      return step.kind === 'moved' ? [`${event}→${step.to}`] : [];
    });
    return `${state}: ${moves.join(' ')}`.trim();
  });
}

describe('the state tables are those of the protocol', () => {
  it('payment', () => {
    expect(grid(paymentTransitions)).toEqual([
      'pending: act→requires_action lose_sight→unknown authorize→authorized fail→failed cancel→cancelled',
      'requires_action: wait→pending lose_sight→unknown authorize→authorized fail→failed cancel→cancelled',
      'unknown: wait→pending act→requires_action authorize→authorized fail→failed cancel→cancelled',
      'failed: authorize→authorized',
      'cancelled: authorize→authorized',
      'authorized: capture→captured cancel→cancelled',
      'captured: refund_part→partially_refunded refund_all→refunded',
      'partially_refunded: refund_all→refunded unrefund→captured',
      'refunded: refund_part→partially_refunded unrefund→captured',
    ]);
  });

  it('order', () => {
    expect(grid(orderTransitions)).toEqual([
      'created: attempt→attempted cancel→cancelled expire→expired',
      'attempted: pay→paid cancel→cancelled expire→expired',
      'paid: refund_part→partially_refunded refund_all→refunded void→cancelled',
      'partially_refunded: refund_all→refunded unrefund→paid',
      'refunded: refund_part→partially_refunded unrefund→paid',
      'cancelled: pay→paid',
      'expired: pay→paid',
    ]);
  });

  it('refund and operation', () => {
    expect(grid(refundTransitions)).toEqual([
      'pending: process→processed fail→failed',
      'processed: fail→failed',
      'failed:',
    ]);
    expect(grid(operationTransitions)).toEqual([
      'intended: succeed→succeeded fail→failed lose_sight→unknown',
      'unknown: succeed→succeeded fail→failed',
      'succeeded:',
      'failed:',
    ]);
  });
});
