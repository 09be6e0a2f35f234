import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '#testing';
import { platform } from '../../support/platform.js';

/** The link in the newest mail to an address, once it is there. */
export function linkTo(email: string): Promise<URL> {
  return eventually(
    async () => {
      const folder = platform().mailFolder;
      const names = (await readdir(folder)).filter((name) => name.includes('account-'));
      const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      const mail = mails.find((text) => text.includes(`To: ${email}`)) ?? '';
      const link = /https?:\/\/\S+#\S+/.exec(mail.replace(/=\r?\n/g, '').replaceAll('=3D', '='))?.[0];
      expect(link).toBeDefined();
      return new URL(link ?? '');
    },
    { timeoutMs: 15_000, everyMs: 200 },
  );
}
