import { formatAmount } from '#kernel';
import type { Booking } from '../../domain/booking.js';
import { whenOf } from '../../domain/hold.js';
import type { Ticket } from '../../domain/ticket.js';
import type { Mail, QueuedMail, Seals } from '../ports.js';

type Content = Pick<Mail, 'subject' | 'text'>;

/** What `rejectionMailOf` queued. */
interface RejectionData extends Record<'name' | 'amount' | 'currency' | 'reason', string> {
  readonly titles: readonly string[];
}

/** Words for reasons people may read; any other is told in general. */
const REASONS: Readonly<Record<string, string>> = {
  sold_out: 'the places were sold out by the time your payment reached us',
  slot_closed: 'it was no longer on sale by the time your payment reached us',
  already_booked: 'the order had been booked already',
  capture_failed: 'your payment could not be collected',
  payment_refunded: 'your payment was refunded',
  payment_cancelled: 'your payment was cancelled',
  cancelled_by_customer: 'you cancelled it',
  cancelled_by_merchant: 'the seller cancelled it',
  cancelled_by_admin: 'the platform cancelled it',
};

/** Tickets, their links and QR texts, and an itemised receipt. */
export function confirmationOf(booking: Booking, tickets: readonly Ticket[], seals: Seals): Content {
  const ticketLines = tickets.map((ticket) => {
    const seat = ticket.seat === null ? '' : `, seat ${ticket.seat}`;
    return `- ${ticket.title}${seat}\n  QR: ${seals.ticketCode(ticket.id)}`;
  });
  const receipt = booking.paymentId === null ? [] : ['', `Payment and receipt: ${seals.resultLink(booking.paymentId)}`];
  const text = [
    `Hello ${booking.customer.name},`,
    '',
    `your booking ${booking.bookId} is confirmed.`,
    '',
    `Tickets (PDF): ${seals.ticketsLink(booking.bookId)}`,
    ...ticketLines,
    '',
    ...receiptOf(booking),
    ...receipt,
  ];
  return { subject: `Booking ${booking.bookId} is confirmed`, text: text.join('\n') };
}

export function cancellationOf(booking: Booking): Content {
  const { bookId, customer, currency, refundAmountMinor, reason } = booking;
  const refund = refundAmountMinor ?? 0;
  const text = [
    `Hello ${customer.name},`,
    '',
    `your booking ${bookId} is cancelled: ${REASONS[reason ?? ''] ?? 'it can not be kept'}. Its tickets are void.`,
    ...(refund > 0 ? ['', `${formatAmount(refund, currency)} ${currency} go back to you.`] : []),
  ];
  return { subject: `Booking ${bookId} is cancelled`, text: text.join('\n') };
}

export function rejectionOf({ data }: QueuedMail): Content {
  const { name, amount, currency, reason, titles } = data as unknown as RejectionData;
  const text = [
    `Hello ${name},`,
    '',
    'we could not book these places:',
    ...titles.map((title) => `- ${title}`),
    '',
    `The reason: ${REASONS[reason] ?? 'the payment did not fit the order'}.`,
    `Your ${amount} ${currency} go back to you.`,
  ];
  return { subject: 'Your places could not be booked', text: text.join('\n') };
}

function receiptOf({ lines, amountMinor, currency, createdAt }: Booking): string[] {
  const items = lines.map(({ title, quantity, unitPriceMinor }) => {
    const each = formatAmount(unitPriceMinor, currency);
    return `  ${quantity} × ${title}: ${quantity} × ${each} = ${formatAmount(quantity * unitPriceMinor, currency)}`;
  });
  return [`Receipt of ${whenOf(createdAt)}`, ...items, `  Total: ${formatAmount(amountMinor, currency)} ${currency}`];
}
