/**
 * Loaded into every service of a platform under fire (NODE_OPTIONS=--import …?folder=…&root=…), so that a run can make
 * it die at a failpoint or shift its clock. It reads what ProcessFaults has written for its service.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LOOK_MS = 200;
const { searchParams } = new URL(import.meta.url);
const folder = searchParams.get('folder') ?? '';
const root = searchParams.get('root') ?? '';
const service = /services[\\/]([\w-]+)[\\/]src[\\/]main\.js$/.exec(process.argv[1] ?? '')?.[1];

if (service !== undefined && process.argv[2] !== 'migrate') {
  const look = [
    clock(join(folder, `${service}.clock`), join(folder, `${service}.shows`)),
    failpoints(join(folder, `${service}.failpoints`)),
  ];
  const lookAll = () => Promise.all(look.map((one) => one()));
  await lookAll();
  setInterval(() => void lookAll(), LOOK_MS).unref();
}

/** `new Date()` and `Date.now()` are off by the milliseconds in `file`; `shows` says what they give once it changed. */
function clock(file, shows) {
  const RealDate = Date;
  let offsetMs = 0;
  const now = () => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return () => {
    if (!existsSync(file)) return;
    offsetMs = Number(readFileSync(file, 'utf8')) || 0;
    writeFileSync(shows, String(globalThis.Date.now()));
  };
}

/** Arms the places named in the file, once in this life of the process; after `lives` lives the file goes. */
function failpoints(file) {
  let armed = false;
  return async () => {
    if (armed || !existsSync(file)) return;
    armed = true;
    const { points, lives } = JSON.parse(readFileSync(file, 'utf8'));
    if (lives <= 1) rmSync(file);
    else {
      writeFileSync(`${file}.next`, JSON.stringify({ points, lives: lives - 1 }));
      renameSync(`${file}.next`, file);
    }
    const place = join(root, 'dist/libs/messaging/src/failpoints.js');
    const { armFailpoints } = await import(pathToFileURL(place).href);
    armFailpoints(points);
  };
}
