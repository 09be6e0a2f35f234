import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ERRORS, EVENTS, SERVICES } from '#contracts';

const root = resolve(import.meta.dirname, '../..');
const read = (...path: string[]) => readFile(join(root, ...path), 'utf8');
const exists = (...path: string[]) =>
  stat(join(root, ...path)).then(
    () => true,
    () => false,
  );

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

const ROOMS = new Set([
  'domain',
  'application',
  'http',
  'messaging',
  'jobs',
  'persistence',
  'providers',
  'pages',
  'main.ts',
]);
const BANNED = /(^|\/)(common|shared|utils?|helpers?|managers?)(\/|\.|$)/i;

describe.each(SERVICES)('service %s', (service) => {
  it('says on one screen what it owns, serves, emits, consumes and how it is configured', async () => {
    const readme = await read('services', service, 'README.md');
    const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Owns', 'Serves', 'Emits', 'Consumes', 'Configuration']);
    expect(readme.split('\n').length).toBeLessThan(110);
  });

  it('has the same rooms as every other, and starts in fifteen lines', async () => {
    const entries = await readdir(join(root, 'services', service, 'src'), { withFileTypes: true });
    const strange = entries.filter(({ name }) => !ROOMS.has(name) && !name.endsWith('.ts')).map(({ name }) => name);
    expect(strange).toEqual([]);
    expect((await read('services', service, 'src/main.ts')).trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(await exists('services', service, `src/${service}.module.ts`)).toBe(true);
    expect(await exists('services', service, `src/${service}.config.ts`)).toBe(true);
  });

  it('handles every event that names it as a consumer, and no other', async () => {
    const files = (await sources(`services/${service}/src`)).filter((file) => /consumer\.ts$/.test(file));
    const text = (await Promise.all(files.map((file) => read(file)))).join('\n');
    const quoted = new Set([...text.matchAll(/'([a-z]+\.[a-z_]+)'/g)].map(([, name]) => name ?? ''));
    const handled = Object.values(EVENTS).filter(({ type }) => quoted.has(type));
    const all = text.includes('eventsConsumedBy(');
    const named = Object.values(EVENTS).filter(({ consumers }) => consumers.includes(service));
    if (!all) expect(handled.map(({ type }) => type).sort()).toEqual(named.map(({ type }) => type).sort());
  });
});

describe('the house', () => {
  it('has no drawer named common, shared, utils, helpers or manager', async () => {
    const files = [...(await sources('libs')), ...(await sources('services')), ...(await sources('deploy'))];
    expect(files.filter((file) => BANNED.test(file))).toEqual([]);
  });

  it('documents every error code', async () => {
    const page = await read('docs/errors.md');
    const missing = Object.entries(ERRORS).filter(([code, { http }]) => !page.includes(`| ${code} | ${http}`));
    expect(missing.map(([code]) => code)).toEqual([]);
  });

  it('ends each ADR on one screen and numbers it once', async () => {
    const names = (await readdir(join(root, 'docs/adr'))).filter((name) => name.endsWith('.md'));
    const numbers = names.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const name of names) expect((await read('docs/adr', name)).split('\n').length).toBeLessThan(70);
  });
});
