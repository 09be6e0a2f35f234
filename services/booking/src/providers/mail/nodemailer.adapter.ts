import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer, { type Transporter } from 'nodemailer';
import { type Mail, Mailer } from '../../application/ports.js';

/** How long a mail server may take for one step. */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 20_000 };

/** What every mail has besides its content. */
export interface Letterhead {
  readonly from: string;
  /** Where people ask; '' for nowhere. */
  readonly contact: string;
}

function onPaper(mail: Mail, { from, contact }: Letterhead) {
  return { ...mail, from, text: contact === '' ? mail.text : `${mail.text}\n\nQuestions? ${contact}` };
}

/** Mails over SMTP. */
export class SmtpMailer extends Mailer {
  override readonly configured = true;
  private readonly transport: Transporter;

  constructor(
    smtpUrl: string,
    private readonly letterhead: Letterhead,
  ) {
    super();
    this.transport = nodemailer.createTransport({ url: smtpUrl, pool: true, maxConnections: 2, ...TIMEOUTS });
  }

  override async send(mail: Mail): Promise<void> {
    await this.transport.sendMail(onPaper(mail, this.letterhead));
  }
}

/** Mails as .eml files, one a message: sent again, a mail replaces itself. */
export class FolderMailer extends Mailer {
  override readonly configured = true;
  private readonly transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(
    private readonly folder: string,
    private readonly letterhead: Letterhead,
  ) {
    super();
  }

  override async send(mail: Mail): Promise<void> {
    const { message } = await this.transport.sendMail(onPaper(mail, this.letterhead));
    const path = join(this.folder, `${mail.messageId.replace(/[^\w.-]/g, '_')}.eml`);
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${path}.part`, message as Buffer);
    await rename(`${path}.part`, path);
  }
}

/** Nowhere to send to: mails wait in their table. */
export class NoMailer extends Mailer {
  override readonly configured = false;

  override send(): Promise<void> {
    return Promise.reject(new Error('no way of sending mails is configured'));
  }
}

/** SMTP where there is a server, else a folder where there is one. */
export function mailerOf(to: { readonly smtpUrl: string; readonly folder: string }, letterhead: Letterhead): Mailer {
  if (to.smtpUrl !== '') return new SmtpMailer(to.smtpUrl, letterhead);
  return to.folder === '' ? new NoMailer() : new FolderMailer(to.folder, letterhead);
}
