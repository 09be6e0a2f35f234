import type { MailTransport } from '#service-kit';
import { type Mail, Mailer } from '../../application/ports.js';

/** What every mail has besides its content. */
export interface Letterhead {
  readonly from: string;
  /** Where people ask; '' for nowhere. */
  readonly contact: string;
}

/** Mails over the platform's mail transport, on our paper. */
export class TransportMailer extends Mailer {
  constructor(
    private readonly transport: MailTransport,
    private readonly letterhead: Letterhead,
  ) {
    super();
  }

  override get configured(): boolean {
    return this.transport.configured;
  }

  override send(mail: Mail): Promise<void> {
    const { from, contact } = this.letterhead;
    const text = contact === '' ? mail.text : `${mail.text}\n\nQuestions? ${contact}`;
    return this.transport.send({ ...mail, from, text });
  }
}
