import { createProgress, type Progress } from '../../launch/progress.mjs';
import { type Demo, seedDemo } from '../demo/seed-demo.js';
import { readLocalConfig } from '../local.config.js';
import { LocalPlatform } from '../platform/local-platform.js';
import { Guard } from '../process/guard.js';
import { Leftovers } from '../process/leftovers.js';
import { Lock } from '../state/lock.js';
import { StateFolder } from '../state/state-folder.js';
import { atTheEnd, type Ending } from './at-the-end.js';
import { EventPrinter } from './event-printer.js';
import { readyText } from './ready-text.js';
import { watchSources } from './watch-sources.js';

const printer = new EventPrinter();

await atTheEnd(start, () => {
  printer.quiet();
  console.log('\nStopping …');
});

async function start(ending: Ending): Promise<number> {
  const config = readLocalConfig();
  const state = new StateFolder(config.home);
  const lock = await Lock.take(state.file('lock'));
  ending.add(() => lock.release());
  const leftovers = new Leftovers(state.file('processes.json'));
  await leftovers.end();
  const guard = new Guard((pid) => lock.guardedBy(pid), leftovers);
  lock.guardedBy(guard.pid);
  ending.begin(() => guard.refuse());
  ending.add(() => guard.done());

  const progress = createProgress();
  const local = new LocalPlatform({ config, state, guard, progress, report: (event) => printer.print(event) });
  ending.add(() => local.stop());
  await local.start();
  const demo = config.seedDemo ? await demoData(local, progress) : undefined;
  console.log(readyText(local.publicUrl, state.path, demo));
  printer.everything();
  if (process.argv.includes('--watch')) ending.add(watchSources(config.root, local.platform));
  return await new Promise<never>(() => undefined);
}

/** A platform without its demo data is still a platform: what went wrong is said, and the start goes on. */
async function demoData(local: LocalPlatform, progress: Progress): Promise<Demo | undefined> {
  try {
    return await progress.step('Making demo data', () => seedDemo(local.demoNeeds()), { quietMs: 300 });
  } catch (error) {
    progress.line(`  Demo data could not be made: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
