import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const binary = resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The names of the rules that `folders` break, with the file that breaks each. */
async function violations(folders: readonly string[], planted: boolean): Promise<Map<string, string[]>> {
  const args = [binary, ...folders, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const env = { ...process.env, NODE_OPTIONS: '', ...(planted ? { FAREGATE_PLANTED: '1' } : {}) };
  const run = promisify(execFile)(process.execPath, args, { cwd: root, env, maxBuffer: 1 << 28 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  const found = new Map<string, string[]>();
  for (const { rule, from } of summary.violations) found.set(rule.name, [...(found.get(rule.name) ?? []), from]);
  return found;
}

describe('the directions of the house', () => {
  it('are caught where they are broken: every rule has a planted violation', async () => {
    const config = await readFile(resolve(root, '.dependency-cruiser.mjs'), 'utf8');
    const names = [...config.matchAll(/(?:name: |only\(\s*)'([a-z-]+)'/g)].map(([, name]) => name);
    const found = await violations(['tests/repo/planted'], true);
    expect(names.length).toBeGreaterThan(10);
    expect([...found.keys()].sort()).toEqual([...names].sort());
  }, 60_000);

  it('hold in the project', async () => {
    expect([...(await violations(['libs', 'services'], false))]).toEqual([]);
  }, 120_000);
});
