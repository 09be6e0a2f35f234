/**
 * The one door of every npm script: `node deploy/local/launch.mjs <command> [arguments]`.
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed and on any Node from 20.19 on. It
 * installs packages when they are missing or differ from the lock file, compiles what changed, and then hands over to
 * the real program under the pinned Node.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './launch/build.mjs';
import { COMMANDS, overview } from './launch/commands.mjs';
import { handOver } from './launch/hand-over.mjs';
import { ensureInstalled } from './launch/install.mjs';
import { createProgress, Failure } from './launch/progress.mjs';
import { pinnedNode } from './launch/runtime.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const progress = createProgress();

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (!command) {
    console.log(overview());
    return name === undefined || name === '--help' || name === '-h' ? 0 : 2;
  }
  if (command.help && args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(command.help);
    return 0;
  }
  await ensureInstalled(root, progress);
  const { errors } = await build(root, progress);
  if (errors.length > 0) throw new Failure(`These files do not compile:\n\n${errors.join('\n')}`);
  if (!command.program) return 0;
  const program = join(root, 'dist', command.program);
  if (!existsSync(program))
    throw new Failure(`There is nothing to run for "${name}" yet: ${command.program} is not built.`);
  return await handOver(pinnedNode(root), program, [...(command.args ?? []), ...args], root);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Failure ? error.message : (error.stack ?? String(error))}\n`);
  process.exitCode = 1;
}
