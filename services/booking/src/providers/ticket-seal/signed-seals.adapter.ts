import { isUuid } from '#kernel';
import { type LinkSigner } from '#service-kit';
import { Seals } from '../../application/ports.js';

const PREFIX = 'FG1';

/** HMAC seals by LINK_SECRET: `FG1.<ticket id>.<signature>` in QR codes, `?s=` in links. */
export class SignedSeals extends Seals {
  constructor(
    private readonly links: LinkSigner,
    private readonly publicUrl: string,
  ) {
    super();
  }

  override ticketCode(ticketId: string): string {
    return `${PREFIX}.${ticketId}.${this.links.sign('ticket', ticketId)}`;
  }

  override ticketOf(code: string): string | undefined {
    const [prefix, ticketId, seal, ...rest] = code.split('.');
    const sealed = prefix === PREFIX && rest.length === 0 && isUuid(ticketId);
    return sealed && this.links.verify(seal, 'ticket', ticketId) ? ticketId : undefined;
  }

  override ticketsLink(bookId: string): string {
    const seal = this.links.sign('tickets', bookId);
    return new URL(`/paygate/api/v1/bookings/${bookId}/tickets.pdf?s=${seal}`, this.publicUrl).href;
  }

  override opensTickets(bookId: string, seal: unknown): boolean {
    return this.links.verify(seal, 'tickets', bookId);
  }

  override resultLink(paymentId: string): string {
    return new URL(`/result/${paymentId}?s=${this.links.sign('result', paymentId)}`, this.publicUrl).href;
  }
}
