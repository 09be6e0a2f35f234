import { Injectable } from '@nestjs/common';
import { formatAmount } from '#kernel';
import type { TicketedBooking } from '../application/bookings/view-bookings.usecase.js';
import { Seals } from '../application/ports.js';
import type { Party } from '../domain/party.js';
import type { BookingLineView, BookingView } from './booking.dto.js';
import { TicketView } from './ticket.dto.js';

/** Bookings as they are shown; QR texts only to who bought them. */
@Injectable()
export class BookingPresenter {
  constructor(private readonly seals: Seals) {}

  booking({ booking, tickets }: TicketedBooking, party: Party): BookingView {
    const { amountMinor, currency, refundAmountMinor, customer } = booking;
    const codeOf = (id: string) => (party.role === 'customer' ? this.seals.ticketCode(id) : null);
    return {
      book_id: booking.bookId,
      booking_id: booking.id,
      kind: booking.kind,
      status: booking.status,
      merchant_id: booking.merchantId,
      livemode: booking.livemode,
      order_id: booking.orderId,
      payment_id: booking.paymentId,
      customer: { name: customer.name, email: customer.email },
      amount: formatAmount(amountMinor, currency),
      amount_minor: amountMinor,
      currency,
      lines: booking.lines.map((line) => lineView(line, currency)),
      tickets: tickets.map((ticket) => TicketView.of(ticket, codeOf(ticket.id))),
      reason: booking.reason,
      refund_amount: refundAmountMinor === null ? null : formatAmount(refundAmountMinor, currency),
      refund_amount_minor: refundAmountMinor,
      created_at: booking.createdAt.toISOString(),
      cancelled_at: booking.cancelledAt?.toISOString() ?? null,
    };
  }
}

function lineView(line: TicketedBooking['booking']['lines'][number], currency: string): BookingLineView {
  const amountMinor = line.unitPriceMinor * line.quantity;
  return {
    slot_id: line.slotId,
    title: line.title,
    tier: line.tierName,
    starts_at: line.startsAt.toISOString(),
    quantity: line.quantity,
    unit_price: formatAmount(line.unitPriceMinor, currency),
    amount: formatAmount(amountMinor, currency),
    amount_minor: amountMinor,
  };
}
