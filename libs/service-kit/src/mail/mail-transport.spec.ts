import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailTransport } from './mail-transport.js';

const message = { from: 'Faregate <a@example.com>', to: 'asha@example.com', subject: 'Booked', text: 'Two places.' };

describe('mails', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'faregate-mail-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('land in a folder as files a mail program opens', async () => {
    const transport = mailTransport({ smtpUrl: '', folder: join(folder, 'made/when/needed') });
    await transport.send(message);
    const [file = ''] = await readdir(join(folder, 'made/when/needed'));
    expect(file).toMatch(/\.eml$/);
    expect(await readFile(join(folder, 'made/when/needed', file), 'utf8')).toContain('Subject: Booked');
  });

  it('replace themselves when they are sent again under the same id', async () => {
    const transport = mailTransport({ smtpUrl: '', folder });
    for (const text of ['first', 'second']) await transport.send({ ...message, text, messageId: '<../b/1@x>' });
    const files = await readdir(folder);
    expect(files).toHaveLength(1);
    expect(await readFile(join(folder, files[0] ?? ''), 'utf8')).toContain('second');
  });

  it('wait where there is no way of sending', async () => {
    const transport = mailTransport({ smtpUrl: '', folder: '' });
    expect(transport.configured).toBe(false);
    await expect(transport.send(message)).rejects.toThrow('no way of sending');
  });
});
