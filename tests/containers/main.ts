import { docker } from './compose.js';
import { Load } from './load.js';
import { ProofPlatform } from './proof-platform.js';
import { proveRestore } from './restore.proof.js';
import { roll } from './rolling.proof.js';
import { proveScaling } from './scale.proof.js';

const HELP = `node dist/tests/containers/main.js <proof> … [--hold SECONDS] [--seed N] [--as-built] [--keep]

Builds the images, brings the platform up with Compose on ports and volumes of its own, and for each proof drives
bookings through the gateway and checks the promises P1–P8 on the databases; then takes everything down.

  scale     adds replicas, kills some, goes back to one of each
  rolling   replaces each service by a new build, old and new side by side, and rolls back
  restore   loses data server and broker, restores a backup from before some bookings, reconciles with the provider

  --hold      how long each stage lasts (6)
  --as-built  takes the images that are there
  --keep      leaves the platform up afterwards`;

const PROJECT = 'faregate-proof';
const PROOFS = ['scale', 'rolling', 'restore'] as const;
type Proof = (typeof PROOFS)[number];

const words = process.argv.slice(2);
const wanted = PROOFS.filter((proof) => words.includes(proof));

function option(name: string, fallback: number): number {
  const at = words.indexOf(name);
  return at < 0 ? fallback : Number(words[at + 1]);
}

async function prove(proof: Proof, platform: ProofPlatform): Promise<boolean> {
  const holdMs = option('--hold', 6) * 1_000;
  const seed = option('--seed', Date.now() % 1_000_000);
  const load = await Load.prepare(platform.origin, await platform.hostAddress(), seed);
  try {
    console.log(`\n${proof}: seed ${seed}`);
    load.start();
    switch (proof) {
      case 'scale':
        await proveScaling(platform, load, holdMs);
        break;
      case 'rolling':
        await roll(platform, load, 'next', holdMs);
        await roll(platform, load, 'local', holdMs);
        break;
      case 'restore':
        return await proveRestore(platform, load, holdMs);
    }
    await load.stop();
    return await conclude(platform, load);
  } finally {
    await load.stop();
    await load.close();
  }
}

/** Prints what held and what did not. */
async function conclude(platform: ProofPlatform, load: Load): Promise<boolean> {
  const broken = await platform.violations();
  const forgotten = await load.forgotten();
  const { received } = load.sink;
  const bookings = new Set(received.filter(({ event }) => event === 'booking.confirmed').map(({ id }) => id));
  console.log(load.fates.toString());
  console.log(
    `${load.journeys.paid.size} paid; webhooks: ${received.length} received, ${bookings.size} confirmed bookings`,
  );
  console.log(`unverified webhooks: ${received.filter(({ verified }) => !verified).length}`);
  console.log(`acknowledged payments that are gone: ${forgotten.length}`);
  console.log(broken.length === 0 ? 'P1–P8 hold' : `violations:\n${broken.slice(0, 30).join('\n')}`);
  return broken.length === 0 && forgotten.length === 0;
}

async function run(): Promise<boolean> {
  const platform = await ProofPlatform.prepare(PROJECT, 'local');
  const { compose } = platform;
  console.log(`Docker ${await docker('version', '-f', '{{.Server.Version}}')}, Compose ${await compose.version()}`);
  try {
    if (!words.includes('--as-built')) {
      await compose.do(['build']);
      if (wanted.includes('rolling')) await compose.do(['build'], { FAREGATE_VERSION: 'next' });
    }
    await platform.up();
    let held = true;
    for (const proof of wanted) held = (await prove(proof, platform)) && held;
    return held;
  } finally {
    if (!words.includes('--keep')) await platform.down();
  }
}

if (wanted.length === 0) {
  console.log(HELP);
  process.exitCode = words.includes('--help') ? 0 : 2;
} else process.exitCode = (await run()) ? 0 : 1;
