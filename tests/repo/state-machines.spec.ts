import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SERVICES } from '#contracts';
import type { Transitions } from '#kernel';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'docs/state-machines');
type Machine = Transitions<string, string>;

const isMachine = (value: unknown): value is Machine =>
  typeof value === 'object' && value !== null && 'step' in value && 'table' in value && 'initial' in value;

async function machinesOf(service: string): Promise<Machine[]> {
  const domain = join(root, 'services', service, 'src/domain');
  const entries = await readdir(domain, { recursive: true }).catch(() => []);
  const files = entries.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const modules = await Promise.all(
    files.map((file) => import(join(domain, file)) as Promise<Record<string, unknown>>),
  );
  return [
    ...new Map(
      modules
        .flatMap(Object.values)
        .filter(isMachine)
        .map((machine) => [machine.name, machine]),
    ).values(),
  ];
}

function draw(service: string, machine: Machine): string {
  const steps = machine.states.flatMap((state) =>
    Object.entries(machine.table[state] ?? {})
      .filter(([, to]) => to !== state)
      .map(([event, to]) => ({ state, event, to: String(to) })),
  );
  return [
    `# ${machine.name}`,
    '',
    `Kept by the service ${service}. Written by \`npm test\` from the table in its \`domain/\`; \`UPDATE=1 npm test -- tests/repo\` writes it anew.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${machine.initial}`,
    ...steps.map(({ state, event, to }) => `  ${state} --> ${to}: ${event}`),
    '```',
    '',
    '| from | event | to |',
    '|---|---|---|',
    ...steps.map(({ state, event, to }) => `| ${state} | ${event} | ${to} |`),
    '',
  ].join('\n');
}

describe('the drawn state machines', () => {
  it('are the tables the code runs by', async () => {
    const drawn = new Map<string, string>();
    for (const service of SERVICES)
      for (const machine of await machinesOf(service)) drawn.set(`${machine.name}.md`, draw(service, machine));
    expect(drawn.size).toBeGreaterThanOrEqual(7);
    if (process.env['UPDATE']) for (const [name, text] of drawn) await writeFile(join(folder, name), text);
    expect((await readdir(folder)).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, text] of drawn) expect([name, await readFile(join(folder, name), 'utf8')]).toEqual([name, text]);
  });
});
