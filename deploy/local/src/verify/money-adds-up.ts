import type { Books } from './books.js';
import { providerKeeps } from './once.js';

interface Money {
  readonly id: string;
  readonly provider: string;
  readonly status: string;
  readonly amount_minor: string;
  readonly authorized_minor: string;
  readonly captured_minor: string;
  readonly refunded_minor: string;
  readonly refunds_minor: string;
  readonly ledger_minor: string;
}

const PAYMENTS = `
  with refunds as (select payment_id, sum(amount_minor) as n from refund where status = 'processed' group by payment_id),
       ledger as (
         select payment_id, sum(amount_minor) as n from ledger_entry where account = 'provider_receivable'
         group by payment_id)
  select p.id, p.provider, p.status, p.amount_minor, p.authorized_minor, p.captured_minor, p.refunded_minor,
    coalesce(r.n, 0) as refunds_minor, coalesce(l.n, 0) as ledger_minor
  from payment p left join refunds r on r.payment_id = p.id left join ledger l on l.payment_id = p.id`;

/**
 * P7: captured ≤ authorized, refunds ≤ captured, the ledger sums to zero a currency, and the provider's books agree.
 */
export async function moneyAddsUp(books: Books): Promise<string[]> {
  const sums = await books.rows<{ currency: string; sum: string }>(
    'payment',
    `select currency, sum(amount_minor) as sum from ledger_entry group by currency having sum(amount_minor) <> 0`,
  );
  const payments = await books.rows<Money>('payment', PAYMENTS);
  const kept = await providerKeeps(books);
  return [
    ...sums.map(({ currency, sum }) => `the ledger sums to ${sum} ${currency}`),
    ...payments.flatMap((payment) =>
      faultsOf(payment, kept.get(payment.id) ?? 0).map((fault) => `payment ${payment.id}: ${fault}`),
    ),
  ];
}

function faultsOf(payment: Money, kept: number): string[] {
  const n = (text: string): number => Number(text);
  const authorized = n(payment.authorized_minor);
  const captured = n(payment.captured_minor);
  const refunded = n(payment.refunded_minor);
  const faults = [];
  if (captured > authorized) faults.push(`captured ${captured} of ${authorized} authorized`);
  if (refunded > captured) faults.push(`refunded ${refunded} of ${captured} captured`);
  if (n(payment.refunds_minor) !== refunded)
    faults.push(`its refunds sum to ${payment.refunds_minor}, not ${refunded}`);
  if (n(payment.ledger_minor) !== captured - refunded)
    faults.push(`the ledger has ${payment.ledger_minor} of it, it keeps ${captured - refunded}`);
  if (payment.provider === 'simulator' && kept !== weKeep(payment.status, authorized, captured - refunded))
    faults.push(`${payment.status}, and the provider keeps ${kept}`);
  return faults;
}

const weKeep = (status: string, authorized: number, net: number): number =>
  status === 'authorized' ? authorized : net;
