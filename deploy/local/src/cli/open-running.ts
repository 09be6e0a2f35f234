import { Failure } from '../../launch/progress.mjs';
import { Lock } from '../state/lock.js';
import { readRunning, type Running } from '../state/running.js';

/** The platform that runs from this state folder; a Failure says when there is none. */
export function openRunning(home: string): Running {
  const running = Lock.holder(`${home}/lock`) === undefined ? undefined : readRunning(`${home}/running.json`);
  if (!running) throw new Failure(`No Faregate runs from ${home}. Start it with "npm start".`);
  return running;
}
