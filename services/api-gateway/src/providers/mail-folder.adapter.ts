import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MailFolder } from '../application/ports.js';

const SHOWN = 30;
/** A ticket's PDF makes a mail long; its words are at the beginning. */
const SHOWN_CHARS = 4_000;

/** Mails that services wrote as files, where this is a development platform. */
export class FileMailFolder extends MailFolder {
  override readonly open: boolean;

  constructor(
    private readonly folder: string,
    development: boolean,
  ) {
    super();
    this.open = development && folder !== '';
  }

  override async newest(): Promise<{ name: string; text: string }[]> {
    const names = (await readdir(this.folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
    const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(this.path(name))).mtimeMs })));
    const last = dated.sort((a, b) => b.at - a.at).slice(0, SHOWN);
    return Promise.all(last.map(async ({ name }) => ({ name, text: await this.text(name) })));
  }

  /** Long lines of quoted-printable text are put together again, so that links can be followed. */
  private async text(name: string): Promise<string> {
    const raw = await readFile(this.path(name), 'utf8');
    const plain = raw.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
    return plain.slice(0, SHOWN_CHARS);
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
