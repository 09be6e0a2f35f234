import type { Books } from './books.js';

interface Asked {
  readonly id: string;
  readonly status: string;
  readonly surplus: boolean;
}

interface Decision {
  readonly payment_id: string;
  readonly outcome: 'confirmed' | 'rejected' | 'closed';
  readonly booked: boolean;
}

const GIVEN_BACK = new Set(['cancelled', 'refunded']);

/** P2: every authorized payment that asks for a booking is decided once; what is not booked goes back in full. */
export async function noUnbookedMoney(books: Books): Promise<string[]> {
  const asked = await books.rows<Asked>(
    'payment',
    `select p.id, p.status, p.surplus from payment p join orders o on o.id = p.order_id
     where o.purpose = 'booking' and p.authorized_minor > 0`,
  );
  const decisions = await books.rows<Decision>(
    'booking',
    `select d.payment_id, d.outcome, b.id is not null as booked
     from payment_decision d left join booking b on b.payment_id = d.payment_id`,
  );
  const byPayment = new Map(decisions.map((decision) => [decision.payment_id, decision]));
  return asked.flatMap((payment) => {
    const fault = faultOf(payment, byPayment.get(payment.id));
    return fault ? [`payment ${payment.id}: ${fault}`] : [];
  });
}

function faultOf(payment: Asked, decision: Decision | undefined): string | undefined {
  if (!payment.surplus && !decision) return `${payment.status}, and nobody decided`;
  if (!payment.surplus && decision?.outcome === 'confirmed') {
    return decision.booked ? undefined : 'confirmed, and there is no booking';
  }
  const why = payment.surplus ? 'surplus' : decision?.outcome;
  return GIVEN_BACK.has(payment.status) ? undefined : `${why}, and its money was not given back (${payment.status})`;
}
