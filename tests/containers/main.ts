import { Load } from './load.js';
import { docker } from './compose.js';
import { ProofPlatform } from './proof-platform.js';
import { roll } from './rolling.proof.js';
import { proveScaling } from './scale.proof.js';

const HELP = `node dist/tests/containers/main.js scale | rolling [--hold SECONDS] [--seed N] [--keep]

Builds the images, brings the platform up with Compose on ports and volumes of its own, drives bookings through the gateway
meanwhile, checks the promises P1–P8 on the databases, and takes everything down.

  scale     adds replicas, kills some, goes back to one of each
  rolling   replaces each service by a new build, old and new side by side, and rolls back
  --hold    how long each stage lasts (6)
  --keep    leaves the platform up afterwards`;

const PROJECT = 'faregate-proof';
const [what = '', ...rest] = process.argv.slice(2);

function option(name: string, fallback: number): number {
  const at = rest.indexOf(name);
  return at < 0 ? fallback : Number(rest[at + 1]);
}

async function prove(platform: ProofPlatform): Promise<boolean> {
  const holdMs = option('--hold', 6) * 1_000;
  const seed = option('--seed', Date.now() % 1_000_000);
  const load = await Load.prepare(platform.origin, await platform.hostAddress(), seed);
  try {
    console.log(`seed ${seed}; Docker ${await docker('version', '-f', '{{.Server.Version}}')}, ${await versionOf(platform)}`);
    load.start();
    if (what === 'scale') await proveScaling(platform, load, holdMs);
    else {
      await roll(platform, load, 'next', holdMs);
      await roll(platform, load, 'local', holdMs);
    }
    await load.stop();
    return await conclude(platform, load);
  } finally {
    await load.close();
  }
}

const versionOf = async ({ compose }: ProofPlatform): Promise<string> => `Compose ${await compose.version()}`;

/** Prints what held and what did not. */
async function conclude(platform: ProofPlatform, load: Load): Promise<boolean> {
  const broken = await platform.violations();
  const forgotten = await load.forgotten();
  const { received } = load.sink;
  const bookings = new Set(received.filter(({ event }) => event === 'booking.confirmed').map(({ id }) => id));
  console.log(load.fates.toString());
  console.log(`${load.journeys.paid.size} paid; webhooks: ${received.length} received, ${bookings.size} confirmed bookings`);
  console.log(`unverified webhooks: ${received.filter(({ verified }) => !verified).length}`);
  console.log(`acknowledged payments that are gone: ${forgotten.length}`);
  console.log(broken.length === 0 ? 'P1–P8 hold' : `violations:\n${broken.slice(0, 30).join('\n')}`);
  return broken.length === 0 && forgotten.length === 0;
}

if (what !== 'scale' && what !== 'rolling') {
  console.log(HELP);
  process.exit(what === '--help' ? 0 : 2);
}
const platform = await ProofPlatform.up(PROJECT, 'local');
try {
  process.exitCode = (await prove(platform)) ? 0 : 1;
} finally {
  if (!rest.includes('--keep')) await platform.down();
}
