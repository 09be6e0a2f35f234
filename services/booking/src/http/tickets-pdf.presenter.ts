import { Injectable } from '@nestjs/common';
import QRCode from 'qrcode';
import type { TicketedBooking } from '../application/bookings/view-bookings.usecase.js';
import { Seals } from '../application/ports.js';
import { whenOf } from '../domain/hold.js';
import type { Ticket } from '../domain/ticket.js';

type Document = PDFKit.PDFDocument;

const QR_POINTS = 220;

/** A booking's tickets to print or show: one page a place, with its QR code drawn as squares. */
@Injectable()
export class TicketsPdf {
  constructor(private readonly seals: Seals) {}

  async of({ booking, tickets }: TicketedBooking): Promise<Buffer> {
    // Loaded with the first tickets: it is a tenth of what this service would load at its start.
    const { default: PDFDocument } = await import('pdfkit');
    const document = new PDFDocument({ size: 'A5', margin: 40, autoFirstPage: false, info: { Title: booking.bookId } });
    const chunks: Buffer[] = [];
    const done = new Promise<Buffer>((resolve, reject) => {
      document.on('data', (chunk: Buffer) => chunks.push(chunk));
      document.on('end', () => resolve(Buffer.concat(chunks)));
      document.on('error', reject);
    });
    for (const ticket of tickets) this.page(document, ticket, booking.customer.name);
    document.end();
    return done;
  }

  private page(document: Document, ticket: Ticket, holder: string): void {
    document.addPage();
    document.fontSize(10).fillColor('#555').text(`Ticket of booking ${ticket.bookId}`);
    document.moveDown(0.5).fontSize(18).fillColor('#000').text(printable(ticket.title));
    const facts = [whenOf(ticket.startsAt), ticket.tierName, ...(ticket.seat === null ? [] : [`Seat ${ticket.seat}`])];
    document
      .moveDown(0.5)
      .fontSize(12)
      .text(printable(facts.join(' · ')));
    document.text(printable(ticket.attendeeName ?? holder));
    if (ticket.status === 'void') document.moveDown().fontSize(24).fillColor('#b00').text('VOID');
    else this.code(document, ticket.id);
  }

  private code(document: Document, ticketId: string): void {
    const { modules } = QRCode.create(this.seals.ticketCode(ticketId), { errorCorrectionLevel: 'M' });
    const left = (document.page.width - QR_POINTS) / 2;
    const top = document.page.height - QR_POINTS - 60;
    const side = QR_POINTS / modules.size;
    document.fillColor('#000');
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (modules.get(row, column)) document.rect(left + column * side, top + row * side, side, side);
      }
    }
    document.fill();
  }
}

/** The built-in fonts know Latin-1 only. */
function printable(text: string): string {
  return text.replace(/[^\u0020-\u00ff]/gu, '?');
}
