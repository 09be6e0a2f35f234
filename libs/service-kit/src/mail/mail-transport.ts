import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transporter } from 'nodemailer';

export interface MailMessage {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for every attempt at the same mail, where there may be several. */
  readonly messageId?: string;
}

/** How mails leave this process; an error means that it may be tried again. */
export interface MailTransport {
  /** False where no way of sending is configured: mails then wait where they are. */
  readonly configured: boolean;
  send(message: MailMessage): Promise<void>;
}

/** How long a mail server may take for one step. */
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 20_000 };

/** Loaded with the first mail: every service knows of mails, few send any. */
async function createTransport(options: object): Promise<Transporter> {
  const { default: nodemailer } = await import('nodemailer');
  return nodemailer.createTransport(options);
}

/** SMTP where there is a server, else .eml files in a folder where there is one, else nowhere. */
export function mailTransport(to: { readonly smtpUrl: string; readonly folder: string }): MailTransport {
  if (to.smtpUrl !== '') return overSmtp(to.smtpUrl);
  return to.folder === '' ? nowhere : intoFolder(to.folder);
}

function overSmtp(url: string): MailTransport {
  let transport: Promise<Transporter> | undefined;
  return {
    configured: true,
    send: async (message) => {
      transport ??= createTransport({ url, pool: true, maxConnections: 2, ...TIMEOUTS });
      await (await transport).sendMail({ ...message });
    },
  };
}

/** One file a message: sent again under the same id, a mail replaces itself. */
function intoFolder(folder: string): MailTransport {
  return {
    configured: true,
    send: async (mail) => {
      const transport = await createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
      const { message } = (await transport.sendMail({ ...mail })) as { message: Buffer };
      const path = join(folder, `${(mail.messageId ?? randomUUID()).replace(/[^\w.-]/g, '_')}.eml`);
      await mkdir(folder, { recursive: true });
      await writeFile(`${path}.part`, message);
      await rename(`${path}.part`, path);
    },
  };
}

const nowhere: MailTransport = {
  configured: false,
  send: () => Promise.reject(new Error('no way of sending mails is configured')),
};
