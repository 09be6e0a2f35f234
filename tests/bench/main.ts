import { writeFileSync } from 'node:fs';
import { atTheEnd, type Ending } from '../../deploy/local/src/commands/at-the-end.js';
import { type BenchPlatform, startBenchPlatform } from './bench-platform.js';
import { type Ceilings, measureCeilings } from './ceilings.js';
import { Core } from './core.js';
import { dearestStatements, rootsOf } from './counters.js';
import { gatewayText, loginsText } from './door-report.js';
import { measureGateway } from './gateway.js';
import { measureGrowth } from './growth.js';
import type { Figures } from './figures.js';
import { jsonOf } from './json.js';
import { Journey } from './journey.js';
import { HELP, type Options, readOptions, type Scenario } from './options.js';
import { measureLogins } from './logins.js';
import { MerchantOrders } from './orders.js';
import { sleep } from './pacing.js';
import type { Bench } from './phase.js';
import { memoryOf } from './processes.js';
import { promisesKept } from './promises-kept.js';
import { ceilingsText, growthText, memoryText, phaseText, soakText } from './report.js';
import { complaints } from './service-logs.js';
import { measureSoak } from './soak.js';
import { makeWorld } from './world.js';

const CEILING_SECONDS = 4;
const DEAREST = 40;
const IDLE_MS = 10_000;

const say = (line: string): void => console.log(line);

async function run(ending: Ending): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  say(`seed ${options.seed}, ${options.seconds} s a load`);
  const running = await startBenchPlatform(ending, options);
  ending.add(() => print(['\nthe services said', ...complaints(running.logs)]));
  const figures: Figures = { phases: {} };
  if (wants(options, 'memory')) figures.memory = await idleMemory(running);
  if (wants(options, 'ceilings')) figures.ceilings = await ceilings(running);
  const kept = await loads(ending, running, options, figures);
  if (options.statements) print(['\ndearest statements', ...(await dearestStatements(running, DEAREST))]);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(jsonOf(options, figures), null, 2)}\n`);
  return kept ? 0 : 1;
}

/** True when no promise was broken. Old rows have no books at the provider, so growth comes after the check. */
async function loads(ending: Ending, running: BenchPlatform, options: Options, figures: Figures): Promise<boolean> {
  const scenarios = { core: Core, journey: Journey, orders: MerchantOrders } as const;
  const wanted = (['core', 'journey', 'orders'] as const).filter((scenario) => wants(options, scenario));
  const others = (['growth', 'gateway', 'logins', 'soak'] as const).some((scenario) => wants(options, scenario));
  if (wanted.length === 0 && !others) return true;
  const bench = await benchOf(ending, running, options);
  await doors(bench, options, figures);
  for (const scenario of wanted) {
    const phases = await scenarios[scenario].run(bench);
    figures.phases[scenario] = phases;
    for (const phase of phases) print(phaseText(phase));
  }
  if (wants(options, 'soak')) {
    figures.soak = await measureSoak(bench);
    print([...phaseText(figures.soak.load), ...soakText(figures.soak)]);
  }
  const kept = await keptPromises(running);
  if (wants(options, 'growth')) {
    figures.growth = await measureGrowth(bench, options.rows);
    for (const phase of [...figures.growth.empty, ...figures.growth.grown]) print(phaseText(phase));
    print(growthText(figures.growth));
  }
  return kept && bench.world.sink.badSignatures === 0;
}

/** What callers meet before any work is done for them. */
async function doors(bench: Bench, options: Options, figures: Figures): Promise<void> {
  if (wants(options, 'gateway')) print(gatewayText((figures.gateway = await measureGateway(bench))));
  if (wants(options, 'logins')) print(loginsText((figures.logins = await measureLogins(bench))));
}

async function benchOf(ending: Ending, running: BenchPlatform, options: Options): Promise<Bench> {
  const world = await makeWorld(running.platform);
  ending.add(async () => {
    await world.api.close();
    await world.sink.stop();
  });
  const { seconds, statements: countStatements } = options;
  return { running, world, seconds, countStatements, say: (line) => say(`  … ${line}`) };
}

async function idleMemory(running: BenchPlatform): Promise<Record<string, number>> {
  await sleep(IDLE_MS);
  const memory = memoryOf(rootsOf(running));
  print(memoryText(memory));
  return memory;
}

async function ceilings({ data }: BenchPlatform): Promise<Ceilings> {
  const measured = await measureCeilings(data.databaseUrl, data.rabbitmqUrl, CEILING_SECONDS);
  print(ceilingsText(measured));
  return measured;
}

async function keptPromises({ platform }: BenchPlatform): Promise<boolean> {
  const violations = await promisesKept(platform);
  const counts = Object.entries(violations).map(([id, found]) => `${id}: ${found.length}`);
  say(`\nviolations   ${counts.join('   ')}`);
  for (const [id, found] of Object.entries(violations)) for (const what of found.slice(0, 5)) say(`  ${id} ${what}`);
  return Object.values(violations).every((found) => found.length === 0);
}

const wants = ({ only }: Options, scenario: Scenario): boolean => only.includes(scenario);

function print(lines: readonly string[]): void {
  for (const line of lines) say(line);
}

if (process.argv.includes('--help')) say(HELP);
else await atTheEnd(run);
