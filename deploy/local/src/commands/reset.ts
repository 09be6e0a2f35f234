import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Failure } from '../../launch/progress.mjs';
import { readLocalConfig } from '../local.config.js';
import { dockerAnswers, removeVolume } from '../rabbitmq/rabbit-container.js';
import { Lock } from '../state/lock.js';
import { StateFolder } from '../state/state-folder.js';
import { atTheEnd } from './at-the-end.js';

await atTheEnd(async () => {
  const { home } = readLocalConfig();
  if (!existsSync(home)) {
    console.log(`There is nothing to delete: ${home} does not exist.`);
    return 0;
  }
  const holder = Lock.holder(`${home}/lock`);
  if (holder !== undefined)
    throw new Failure(`Faregate is running from this folder (process ${holder}). Stop it first.`);
  if (!existsSync(`${home}/secrets.json`))
    throw new Failure(`${home} does not look like Faregate's state folder; nothing was deleted.`);
  if (!(await confirmed(home))) {
    console.log('Nothing was deleted.');
    return 1;
  }
  const state = new StateFolder(home);
  const lock = await Lock.take(state.file('lock'));
  if (existsSync(state.file('rabbitmq.env')) && (await dockerAnswers())) await removeVolume(state);
  lock.release();
  state.remove();
  console.log(`Deleted ${home}.`);
  return 0;
});

async function confirmed(home: string): Promise<boolean> {
  if (process.argv.includes('--yes') || process.argv.includes('-y')) return true;
  if (!process.stdin.isTTY)
    throw new Failure('Nobody is there to ask. Run "npm run reset -- --yes" to delete without asking.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Delete ${home} with all databases, broker data and secrets? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
