import { randomUUID } from 'node:crypto';
import type { MailTransport } from '#service-kit';
import { type Mail, Mailer } from '../../application/letters.ports.js';

/** Letters over the platform's mail transport. */
export class TransportMailer extends Mailer {
  constructor(
    private readonly transport: MailTransport,
    private readonly from: string,
  ) {
    super();
  }

  override get configured(): boolean {
    return this.transport.configured;
  }

  override send(mail: Mail): Promise<void> {
    const messageId = `<account-${randomUUID()}@faregate>`;
    return this.transport.send({ ...mail, from: this.from, messageId });
  }
}
