import { BadOption, readOptions } from './options.js';
import { report } from './report.js';
import { run } from './run.js';

const HELP = `npm run chaos [-- <options>]

Starts a platform with PostgreSQL and RabbitMQ of its own, lets customers and merchants buy, breaks one thing after the
other, heals, waits until everything is at rest, and checks the promises P1 to P8. Exit code 1 when one is broken.

  --minutes N      how long things are broken (5; then on until every number had its turn)
  --seed N         repeats the order of faults and what customers do
  --only F08,F09   only the faults of these numbers, each at least once: F01…F31, A100…A104, R19
  --json FILE      writes the figures: {seed, minutes, payments, faults, violations, recovery_ms}
  --plant P1…P8    corrupts one row at the end; the run must report exactly that promise
  --drain          instead: the broker is away for --minutes (10) under load; how soon is its backlog gone? (2 min asked)
  --logs FOLDER    keeps what the services print`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const options = readOptions(args);
  console.log(`Chaos for ${options.minutes} min with seed ${options.seed}.`);
  const result = await run(options, (line) => console.log(`  ${line}`));
  return report(result, options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadOption)) throw error;
  console.error(`${error.message}\nSee npm run chaos -- --help.`);
  process.exitCode = 2;
}
