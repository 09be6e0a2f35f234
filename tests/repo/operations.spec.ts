import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (...path: string[]) => readFile(join(root, ...path), 'utf8');
const named = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? '')),
];

async function sources(folder: string, ending: RegExp): Promise<string> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && ending.test(entry.name));
  return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))).join('\n');
}

const VARIABLE = /^ {2}([A-Z][A-Z0-9_]+): \w+\(/gm;
const READ_BY_COMPOSE = /\$\{([A-Z0-9_]+)/g;
/** Of the images of PostgreSQL and RabbitMQ, and of the jobs that make users there. */
const OF_IMAGES = /^(POSTGRES_\w+|PG\w+|RABBITMQ_DEFAULT_\w+|BROKER_\w+|API|DEMO_PASSWORD|\w+_(DATABASE|BROKER)_\w+)$/;

describe('the operations page', () => {
  let page: string;
  let base: string;
  let demo: string;
  let variables: string[];
  beforeAll(async () => {
    [page, base, demo] = await Promise.all([
      read('docs/operations.md'),
      read('docker-compose.yml'),
      read('deploy/compose/demo.yml'),
    ]);
    const configurations = await Promise.all(
      ['libs', 'services'].map((folder) => sources(folder, /(\.config|-environment)\.ts$/)),
    );
    variables = named(configurations.join('\n'), VARIABLE);
  });

  it('names every variable that a service or a Compose file reads', () => {
    const all = [...variables, ...named(base + demo, READ_BY_COMPOSE)];
    expect(variables.length).toBeGreaterThan(50);
    expect(all.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('names no variable that nobody reads', () => {
    const known = new Set([...variables, ...named(base + demo, READ_BY_COMPOSE)]);
    const tables = page.slice(page.indexOf('## Variables'), page.indexOf('## What to watch'));
    const rows = tables.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) => named(row.split('|')[1] ?? '', /`([A-Z][A-Z0-9_]+)`/g));
    expect(listed.length).toBeGreaterThan(50);
    expect(listed.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names only metrics that are served', async () => {
    const code = (await sources('libs', /(?<!spec)\.ts$/)) + (await sources('services', /(?<!spec)\.ts$/));
    const tables = page.slice(page.indexOf('## What to watch'), page.indexOf('## Scale'));
    const cells = tables.split('\n').map((line) => line.split('|')[1] ?? '');
    const metrics = named(cells.join('\n'), /`([a-z0-9_]+)[`{]/g);
    const counted = named(tables, /messaging\{name="([a-z_]+)"\}/g);
    const foreign = /^(nodejs_|process_|rabbitmq_)/;
    expect(metrics.length).toBeGreaterThan(8);
    const missing = [...metrics.filter((name) => !foreign.test(name)), ...counted].filter(
      (name) => !code.includes(`'${name}'`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the Compose files', () => {
  it('give containers no variable that nobody reads', async () => {
    const text = (await read('docker-compose.yml')) + (await read('deploy/compose/demo.yml'));
    const configurations = await Promise.all(
      ['libs', 'services'].map((folder) => sources(folder, /(\.config|-environment)\.ts$/)),
    );
    const known = new Set(named(configurations.join('\n'), VARIABLE));
    const build = new Set(['NODE_IMAGE', 'NPM_CONFIG_REGISTRY', 'VERSION', 'SERVICE']);
    const given = named(text, /^ {2,10}([A-Z][A-Z0-9_]+): /gm);
    expect(given.length).toBeGreaterThan(40);
    expect(given.filter((name) => !known.has(name) && !build.has(name) && !OF_IMAGES.test(name))).toEqual([]);
  });

  it('have a default for no secret, and refuse each that is blank', async () => {
    const text = (await read('docker-compose.yml')) + (await read('deploy/compose/demo.yml'));
    const secrets = named(text, /\$\{(\w+_(?:PASSWORD|SECRET|KEYS|API_KEY))\b/g);
    expect(secrets.length).toBeGreaterThan(18);
    expect(secrets.filter((name) => !text.includes(`\${${name}:?`))).toEqual([]);
    expect(text.match(/\$\{\w*(?:PASSWORD|SECRET|KEYS|API_KEY)\w*:-[^}]+\}/g)).toBeNull();
  });

  it('switch sandbox provider, private networks and first admin on in the demo file only', async () => {
    const demoOnly = /SIMULATOR_|ALLOW_PRIVATE|ADMIN_PASSWORD: \$\{DEMO|MAIL_DIR/;
    expect((await read('docker-compose.yml')).split('\n').filter((line) => demoOnly.test(line))).toEqual([]);
  });

  it('name no container and publish fixed ports of none that is scaled', async () => {
    const text = (await read('docker-compose.yml')) + (await read('deploy/compose/demo.yml'));
    expect(text).not.toContain('container_name');
    expect(named(text, /^ {4}ports: \['\$\{GATEWAY_ADDRESS:-127\.0\.0\.1\}:\$\{(\w+):/gm)).toEqual([
      'GATEWAY_PORT',
      'SIMULATOR_PORT',
    ]);
    expect(text.match(/^ {4}ports:/gm)).toHaveLength(2);
  });
});
