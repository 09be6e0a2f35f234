import { Injectable } from '@nestjs/common';
import { backoffMs } from '#kernel';
import { Mailer, Mails, type QueuedMail, Seals, Tickets } from '../ports.js';
import { cancellationOf, confirmationOf, rejectionOf } from './compose.js';

/** Nine tries over about two days. */
const MOST_ATTEMPTS = 9;
const BACKOFF = { baseMs: 60_000, capMs: 12 * 3_600_000, jitter: 0 };

/** Sends some of the mails that are due. Each has one id for all tries, so that one sent twice can be seen as one. */
@Injectable()
export class SendMails {
  constructor(
    private readonly mails: Mails,
    private readonly tickets: Tickets,
    private readonly mailer: Mailer,
    private readonly seals: Seals,
  ) {}

  /** Gives how many were tried and what went wrong. */
  async execute(limit: number): Promise<{ tried: number; errors: unknown[] }> {
    if (!this.mailer.configured) return { tried: 0, errors: [] };
    const due = await this.mails.lease(limit);
    const errors: unknown[] = [];
    for (const mail of due) {
      const error = await this.attempt(mail).catch((fault: unknown) => fault ?? new Error('unknown fault'));
      if (error === undefined) continue;
      errors.push(error);
      const delayMs = mail.attempts >= MOST_ATTEMPTS ? null : backoffMs(mail.attempts, BACKOFF, () => 0.5);
      await this.mails.failed(mail, delayMs);
    }
    return { tried: due.length, errors };
  }

  private async attempt(mail: QueuedMail): Promise<undefined> {
    const content = await this.contentOf(mail);
    if (mail.recipient !== '') {
      const messageId = `<${mail.kind}.${mail.subjectId}@faregate>`;
      await this.mailer.send({ messageId, to: mail.recipient, ...content });
    }
    await this.mails.sent(mail);
  }

  private async contentOf(mail: QueuedMail) {
    if (mail.kind === 'booking_rejected') return rejectionOf(mail);
    const [booking] = await this.mails.subjects([mail.subjectId]);
    if (!booking) throw new Error(`there is no booking ${mail.subjectId}`);
    if (mail.kind === 'booking_cancelled') return cancellationOf(booking);
    return confirmationOf(booking, await this.tickets.ofBookings([booking.id]), this.seals);
  }
}
