import type { Books, Violation } from './books.js';
import { noUnpaidBooking } from './no-unpaid-booking.js';
import { noUnbookedMoney } from './no-unbooked-money.js';
import { once } from './once.js';
import { noOversell } from './no-oversell.js';
import { nothingLost } from './nothing-lost.js';
import { legalMoves } from './legal-moves.js';
import { moneyAddsUp } from './money-adds-up.js';
import { pastIsFixed } from './past-is-fixed.js';

/** One promise of the product, and the check that lists every row that breaks it. */
export interface PromiseCheck {
  readonly id: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P8';
  readonly says: string;
  readonly check: (books: Books) => Promise<string[]>;
}

export const PROMISES: readonly PromiseCheck[] = [
  { id: 'P1', says: 'No unpaid booking', check: noUnpaidBooking },
  { id: 'P2', says: 'No unbooked money', check: noUnbookedMoney },
  { id: 'P3', says: 'Once', check: once },
  { id: 'P4', says: 'No oversell', check: noOversell },
  { id: 'P5', says: 'Nothing lost', check: nothingLost },
  { id: 'P6', says: 'Legal moves only', check: legalMoves },
  { id: 'P7', says: 'Money adds up', check: moneyAddsUp },
  { id: 'P8', says: 'The past is fixed', check: pastIsFixed },
];

/** Every violation of every promise, on a platform that has come to rest. */
export async function verify(books: Books): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { id, check } of PROMISES) for (const what of await check(books)) found.push({ promise: id, what });
  return found;
}
