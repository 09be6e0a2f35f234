import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hydrateSymlinks } from './symlinks.js';

describe('symbolic links of the PostgreSQL package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-links-'));
  const native = join(folder, 'native');
  beforeAll(() => {
    mkdirSync(join(native, 'lib'), { recursive: true });
    writeFileSync(join(native, 'lib', 'libpq.so.5.17'), 'library');
    const links = [
      { source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so.5' },
      { source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so' },
    ];
    writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are made relative, so that a copy of the folder works too', () => {
    hydrateSymlinks(native);
    expect(readlinkSync(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.17');
    expect(readFileSync(join(native, 'lib', 'libpq.so'), 'utf8')).toBe('library');
  });

  it('stay when they are there already', () => {
    expect(() => hydrateSymlinks(native)).not.toThrow();
  });
});
