import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProgress, Failure } from '../../launch/progress.mjs';
import { readLocalConfig } from '../local.config.js';
import { run } from '../process/run.js';
import { atTheEnd } from './at-the-end.js';
import { sizes } from './sizes.js';

interface Check {
  name: string;
  title: string;
  /** Without this file there is nothing to check by. */
  rules: string;
  /** A tool below node_modules and its arguments. */
  tool: string;
  args: readonly string[];
}

const TREES = ['libs', 'services', 'deploy', 'tests'];
const CHECKS: readonly Check[] = [
  {
    name: 'types',
    title: 'Types',
    rules: 'tsconfig.json',
    tool: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.json', '--noEmit'],
  },
  {
    name: 'lint',
    title: 'Lint',
    rules: 'eslint.config.mjs',
    tool: 'eslint/bin/eslint.js',
    args: ['.', '--max-warnings', '0'],
  },
  {
    name: 'directions',
    title: 'Dependency rules',
    rules: '.dependency-cruiser.mjs',
    tool: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', '.dependency-cruiser.mjs'],
  },
];

await atTheEnd(async () => {
  const { root } = readLocalConfig();
  const trees = TREES.filter((tree) => existsSync(join(root, tree)));
  const progress = createProgress();
  const failed: string[] = [];
  for (const check of wanted(process.argv.slice(2))) {
    const args = check.name === 'directions' ? [...check.args, ...trees] : check.args;
    try {
      await progress.step(check.title, () => runCheck(root, { ...check, args }));
    } catch (error) {
      failed.push(check.name);
      console.log(`\n${(error as Error).message.trim()}\n`);
    }
  }
  console.log(`\n${sizes(root, trees)}\n`);
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});

async function runCheck(root: string, { tool, args, rules }: Check): Promise<void> {
  if (!existsSync(join(root, rules))) throw new Failure(`${rules} is missing.`);
  const { status, output } = await run(process.execPath, [join(root, 'node_modules', tool), ...args], { cwd: root });
  if (status !== 0) throw new Failure(output);
}

function wanted(args: readonly string[]): readonly Check[] {
  const only = args[args.indexOf('--only') + 1];
  if (!args.includes('--only')) return CHECKS;
  const found = CHECKS.filter(({ name }) => name === only);
  if (found.length === 0) throw new Failure(`--only takes one of: ${CHECKS.map(({ name }) => name).join(', ')}`);
  return found;
}
