import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer, { type Transporter } from 'nodemailer';
import { type Mail, Mailer } from '../../application/letters.ports.js';

/** How long a mail server may take for one step. */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 20_000 };

/** Mails over SMTP. */
export class SmtpMailer extends Mailer {
  override readonly configured = true;
  private readonly transport: Transporter;

  constructor(
    smtpUrl: string,
    private readonly from: string,
  ) {
    super();
    this.transport = nodemailer.createTransport({ url: smtpUrl, pool: true, maxConnections: 2, ...TIMEOUTS });
  }

  override async send(mail: Mail): Promise<void> {
    await this.transport.sendMail({ ...mail, from: this.from });
  }
}

/** Mails as .eml files, one a message. */
export class FolderMailer extends Mailer {
  override readonly configured = true;
  private readonly transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {
    super();
  }

  override async send(mail: Mail): Promise<void> {
    const { message } = await this.transport.sendMail({ ...mail, from: this.from });
    const path = join(this.folder, `account-${randomUUID()}.eml`);
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${path}.part`, message as Buffer);
    await rename(`${path}.part`, path);
  }
}

/** Nowhere to send to: letters wait. */
export class NoMailer extends Mailer {
  override readonly configured = false;

  override send(): Promise<void> {
    return Promise.reject(new Error('no way of sending mails is configured'));
  }
}

/** SMTP where there is a server, else a folder where there is one. */
export function mailerOf(to: { readonly smtpUrl: string; readonly folder: string; readonly from: string }): Mailer {
  if (to.smtpUrl !== '') return new SmtpMailer(to.smtpUrl, to.from);
  return to.folder === '' ? new NoMailer() : new FolderMailer(to.folder, to.from);
}
