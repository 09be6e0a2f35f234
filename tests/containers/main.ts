import { type Compose, docker } from './compose.js';
import { E2E_PACE, proveEndToEnd } from './e2e.proof.js';
import { proveImages } from './image.proof.js';
import { Load } from './load.js';
import { ProofPlatform } from './proof-platform.js';
import { proveRestore } from './restore.proof.js';
import { buildCommit, NEXT, PREVIOUS, proveRolling } from './rolling.proof.js';
import { proveRotation } from './rotate.proof.js';
import { proveScaling } from './scale.proof.js';

const HELP = `node dist/tests/containers/main.js <proof> … [--hold SECONDS] [--seed N] [--from COMMIT] [--to COMMIT] …

Builds the images and, for each proof, brings the platform up with Compose on ports and volumes of its own, drives
bookings through the gateway, checks the promises P1–P8 on the databases, and takes everything down.

  image     looks at images, containers, metrics and at what the files switch on unless asked
  e2e       runs the end-to-end specs of "npm test" against the containers
  scale     adds replicas, kills some, goes back to one of each
  rolling   replaces each service of one commit's build by another's, old and new side by side, and rolls back
  rotate    changes every secret, replica by replica
  restore   loses data server and broker, restores a backup from before some bookings, reconciles with the provider

  --hold      how long each stage lasts (6)
  --age       how old the backup is when "restore" needs it; people buy for the first --hold of it (0)
  --from      the commit whose build "rolling" replaces and goes back to (HEAD~1)
  --to        the commit whose build replaces it (HEAD)
  --as-built  takes the images that are there
  --keep      leaves the platform up afterwards`;

const PROJECT = 'faregate-proof';
const PROOFS = ['image', 'e2e', 'scale', 'rolling', 'rotate', 'restore'] as const;
type Proof = (typeof PROOFS)[number];

const words = process.argv.slice(2);
const wanted = PROOFS.filter((proof) => words.includes(proof));

function option<T extends string | number>(name: string, fallback: T): T {
  const word = words[words.indexOf(name) + 1];
  if (!words.includes(name) || word === undefined) return fallback;
  return (typeof fallback === 'number' ? Number(word) : word) as T;
}

async function prove(proof: Proof, platform: ProofPlatform): Promise<boolean> {
  const holdMs = option('--hold', 6) * 1_000;
  const seed = option('--seed', Date.now() % 1_000_000);
  console.log(`\n${proof}: seed ${seed}`);
  if (proof === 'image') return await proveImages(platform);
  if (proof === 'e2e') return await proveEndToEnd(platform);
  const load = await Load.prepare(platform.origin, await platform.hostAddress(), seed);
  try {
    load.start();
    if (proof === 'restore') return await proveRestore(platform, load, { holdMs, ageMs: option('--age', 0) * 1_000 });
    const held = await WORK[proof](platform, load, holdMs);
    await load.stop();
    return (await conclude(platform, load)) && held !== false;
  } finally {
    await load.stop();
    await load.close();
  }
}

const WORK = { scale: proveScaling, rolling: proveRolling, rotate: proveRotation };

/** Prints what held and what did not. */
async function conclude(platform: ProofPlatform, load: Load): Promise<boolean> {
  const broken = await platform.violations();
  const forgotten = await load.forgotten();
  const { received } = load.sink;
  const bookings = new Set(received.filter(({ event }) => event === 'booking.confirmed').map(({ id }) => id));
  console.log(load.fates.toString());
  for (const regular of load.regulars) console.log(regular.toString());
  console.log(
    `${load.journeys.paid.size} paid; webhooks: ${received.length} received, ${bookings.size} confirmed bookings`,
  );
  console.log(`unverified webhooks: ${received.filter(({ verified }) => !verified).length}`);
  console.log(`acknowledged payments that are gone: ${forgotten.length}`);
  console.log(broken.length === 0 ? 'P1–P8 hold' : `violations:\n${broken.slice(0, 30).join('\n')}`);
  const refused = load.regulars.flatMap((regular) => regular.refused);
  return broken.length + forgotten.length + load.fates.beyondOneRetry + refused.length === 0;
}

async function build(compose: Compose): Promise<void> {
  console.log(`Docker ${await docker('version', '-f', '{{.Server.Version}}')}, Compose ${await compose.version()}`);
  if (words.includes('--as-built')) return;
  if (wanted.some((proof) => proof !== 'rolling')) await compose.do(['build']);
  if (!wanted.includes('rolling')) return;
  await buildCommit(compose, option('--from', 'HEAD~1'), PREVIOUS);
  await buildCommit(compose, option('--to', 'HEAD'), NEXT);
}

async function run(proof: Proof): Promise<boolean> {
  const version = proof === 'rolling' ? PREVIOUS : 'local';
  const platform = await ProofPlatform.prepare(PROJECT, { version, plain: proof === 'image' });
  try {
    if (proof === wanted[0]) await build(platform.compose);
    if (proof === 'e2e') platform.compose.set(E2E_PACE);
    // What a run that was broken off has left has other passwords.
    await platform.compose.do(['down', '-v', '--remove-orphans', '-t', '5']);
    await platform.up();
    return await prove(proof, platform);
  } finally {
    if (!words.includes('--keep')) await platform.down();
  }
}

if (wanted.length === 0) {
  console.log(HELP);
  process.exitCode = words.includes('--help') ? 0 : 2;
} else {
  const held: boolean[] = [];
  for (const proof of wanted) held.push(await run(proof));
  process.exitCode = held.every(Boolean) ? 0 : 1;
}
