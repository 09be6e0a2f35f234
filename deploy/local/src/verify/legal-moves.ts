import type { Transitions } from '#kernel';
import { bookingTransitions } from '../../../../services/booking/src/domain/booking.js';
import { paymentTransitions } from '../../../../services/payment/src/domain/payment.js';
import { type BookName, type Books, TOLD_SINCE } from './books.js';

/** What was told of one thing, in the order it happened, and where its row stands now. */
interface History {
  readonly id: string;
  readonly status: string;
  readonly told: readonly string[] | null;
}

type Machine = Transitions<string, string>;

/** A late failure of a refund takes the status back to one of these; which one depends on the other refunds. */
const AFTER_REFUND_FAILED = ['captured', 'partially_refunded', 'refunded'];

/** A question asked again repeats what was told, with the version of the first time and an id of its own (R2). */
const PAYMENTS = `
  select p.id, p.status, array_agg(
      case e.type
        when 'payment.refunded' then
          case when (e.payload::jsonb ->> 'full')::boolean then 'refunded' else 'partially_refunded' end
        when 'refund.failed' then 'refund_failed'
        else split_part(e.type, '.', 2) end
      order by e.aggregate_version, e.id) filter (where e.id is not null) as told
  from payment p
  left join (select distinct on (aggregate_id, aggregate_version, type) * from outbox) e
    on e.aggregate_id = p.id::text and e.type in ('payment.authorized', 'payment.captured',
    'payment.failed', 'payment.cancelled', 'payment.refunded', 'refund.failed')
  where p.created_at > ${TOLD_SINCE}
  group by p.id, p.status`;

const BOOKINGS = `
  select b.id, b.status,
    array_agg(split_part(e.type, '.', 2) order by e.aggregate_version, e.id)
      filter (where e.id is not null) as told
  from booking b
  left join (select distinct on (event_id) * from outbox) e
    on e.aggregate_id = b.id::text and e.type in ('booking.confirmed', 'booking.cancelled')
  where b.created_at > ${TOLD_SINCE}
  group by b.id, b.status`;

/** States a row may have without anything having been told yet, or after what was told last. */
const SILENT: Readonly<Record<string, readonly string[]>> = {
  pending: ['pending', 'requires_action', 'unknown'],
  confirmed: ['confirmed', 'completed'],
};

/**
 * P6: what was told of each payment and booking of the last days is a path through its state table that ends where its
 * row stands.
 */
export async function legalMoves(books: Books): Promise<string[]> {
  return [
    ...(await illegal(books, 'payment', PAYMENTS, paymentTransitions)),
    ...(await illegal(books, 'booking', BOOKINGS, bookingTransitions)),
  ];
}

async function illegal(books: Books, book: BookName, text: string, machine: Machine): Promise<string[]> {
  const histories = await books.rows<History>(book, text);
  return histories.flatMap((history) => {
    const fault = faultOf(history, machine);
    return fault ? [`${machine.name} ${history.id}: ${fault}`] : [];
  });
}

function faultOf({ status, told }: History, machine: Machine): string | undefined {
  let at: readonly string[] = told?.[0] === machine.initial ? [] : [machine.initial];
  for (const next of told ?? []) {
    // Asked again (R2): the same question is told once more.
    if (next === 'authorized' && at.includes(next)) continue;
    if (next === 'refund_failed') at = AFTER_REFUND_FAILED;
    else if (at.length > 0 && !at.some((state) => leads(machine, state, next))) return `${at.join(' or ')} → ${next}`;
    else at = [next];
  }
  const may = at.flatMap((state) => [state, ...(SILENT[state] ?? [])]);
  return may.includes(status) ? undefined : `it is ${status}, and what was told ends with ${at.join(' or ')}`;
}

/** States that nothing is told of: what was told may lead through them. */
const UNTOLD = new Set(
  Object.values(SILENT)
    .flat()
    .filter((state) => state !== 'confirmed'),
);

/** True when the table leads from one state to the other in one step, or through states that nobody is told of. */
function leads(machine: Machine, from: string, to: string): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const next of Object.values(machine.table[state] ?? {}) as string[]) {
      if (next === to) return true;
      if (UNTOLD.has(next) && !seen.has(next)) open.push(next);
      seen.add(next);
    }
  return false;
}
