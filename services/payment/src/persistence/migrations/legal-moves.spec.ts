import type { QueryRunner } from 'typeorm';
import type { Transitions } from '#kernel';
import { operationTransitions } from '../../domain/operation.js';
import { orderTransitions } from '../../domain/order.js';
import { paymentTransitions } from '../../domain/payment.js';
import { refundTransitions } from '../../domain/refund.js';
import { migrations } from './index.js';

/** Every pair the table leads from and to, in one step or more: a transaction may take several and write once. */
function pairsOf<S extends string, E extends string>({ states, events, step }: Transitions<S, E>): string[] {
  const next = (state: S) => events.map((event) => step(state, event)).flatMap((one) => ('to' in one ? [one.to] : []));
  const reach = (from: S): Set<S> => {
    const seen = new Set<S>();
    const open = next(from);
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen.has(state)) continue;
      seen.add(state);
      open.push(...next(state));
    }
    return seen;
  };
  return states.flatMap((from) => [...reach(from)].filter((to) => to !== from).map((to) => `${from}>${to}`)).sort();
}

async function triggers(): Promise<Map<string, string[]>> {
  const statements: string[] = [];
  const runner = { query: (text: string) => Promise.resolve(statements.push(text)) } as unknown as QueryRunner;
  const own = migrations.findIndex(({ name }) => name.startsWith('CreateOrders'));
  for (const Migration of migrations.slice(own)) await new Migration().up(runner);
  const found = statements.flatMap((text) => [...text.matchAll(/create trigger (\w+)_legal_move[\s\S]*/g)]);
  return new Map(
    found.map(([text, table = '']) => [table, [...text.matchAll(/'(\w+>\w+)'/g)].map(([, pair = '']) => pair)]),
  );
}

describe('the moves the database refuses', () => {
  it.each([
    ['orders', orderTransitions],
    ['payment', paymentTransitions],
    ['payment_operation', operationTransitions],
    ['refund', refundTransitions],
  ] as const)('are those the state table of %s does not lead to', async (table, machine) => {
    expect((await triggers()).get(table)?.sort()).toEqual(pairsOf(machine as Transitions<string, string>));
  });
});
