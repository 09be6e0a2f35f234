import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

async function sources(): Promise<{ path: string; lines: number }[]> {
  const found = [];
  for (const folder of ['libs', 'services', 'deploy/local/src'])
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const isSource = entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('spec.ts');
      if (!isSource) continue;
      const path = join(entry.parentPath, entry.name);
      found.push({ path: path.slice(root.length + 1), lines: (await readFile(path, 'utf8')).split('\n').length });
    }
  return found.sort((a, b) => a.lines - b.lines);
}

describe('the sizes', () => {
  it('stay small: median at most 60 lines, 95th percentile at most 200, none above 320', async () => {
    const files = await sources();
    const at = (share: number) => files[Math.floor((files.length - 1) * share)]?.lines ?? 0;
    expect(at(0.5)).toBeLessThanOrEqual(60);
    expect(at(0.95)).toBeLessThanOrEqual(200);
    expect(files.filter(({ lines }) => lines > 320)).toEqual([]);
  });
});
