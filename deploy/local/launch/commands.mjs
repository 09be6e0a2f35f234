const start = `npm start

Starts Faregate on this machine: installs what is missing, gets PostgreSQL and RabbitMQ, migrates, starts every service,
makes demo data once and prints the address. Ctrl-C stops all of it. The data stays in .faregate until "npm run reset".

Environment: PORT (8080), FAREGATE_HOME (.faregate), DATABASE_URL, RABBITMQ_URL, FAREGATE_SEED_DEMO=0, ADMIN_EMAIL,
ADMIN_PASSWORD, and every variable that a service reads (services/*/README.md).`;

const test = `npm test [-- <jest arguments>]

Runs every unit, integration, contract and end-to-end test on a PostgreSQL and a RabbitMQ of its own, closes with the counts
and leaves nothing running.

  npm test -- services/booking               only the files whose path contains this
  npm test -- --selectProjects unit          one of: unit, integration, repo, e2e
  npm test -- -t 'sold out'                  only the tests whose name contains this
  FULL=1 npm test                            long properties with all their cases
  npm run test:containers                    the same suites on containers instead of local binaries`;

const attacks = `npm run test:attacks [-- <jest arguments>]

Tries every attack of the list on a platform of its own, and closes with a table: attack, expected, got.`;

const dev = `npm run dev

The same platform as "npm start"; a service is compiled and started again when its code changes, all of them when a lib does.`;

const reset = `npm run reset [-- --yes]

Deletes the local state (databases, broker data, secrets, logs). Asks first, unless --yes. Refused while Faregate runs.`;

const check = `npm run check [-- --only <name>]

Checks types, lint and dependency rules, and prints the sizes of files and functions.`;

/** Each command's program below dist/; a command without \`help\` prints its own. */
export const COMMANDS = {
  start: { program: 'deploy/local/src/commands/start.js', help: start },
  dev: { program: 'deploy/local/src/commands/start.js', args: ['--watch'], help: dev },
  test: { program: 'deploy/local/src/commands/test.js', help: test },
  'test:attacks': {
    program: 'deploy/local/src/commands/test.js',
    // Jest's lists take every word behind them: the last option is none, so that paths of the person's can follow.
    args: [
      ...['--reporters', './tests/attacks/kit/table-reporter.mjs', '--selectProjects', 'attacks'],
      '--ci',
    ],
    help: attacks,
  },
  check: { program: 'deploy/local/src/commands/check.js', help: check },
  reset: { program: 'deploy/local/src/commands/reset.js', help: reset },
  faregate: { program: 'deploy/local/src/cli/main.js' },
  chaos: { program: 'tests/chaos/main.js' },
  bench: { program: 'tests/bench/main.js' },
  build: {},
};

/** What a person sees who names no command, or one that is not there. */
export const overview = () =>
  `node deploy/local/launch.mjs <command> [arguments]\n\nCommands: ${Object.keys(COMMANDS).join(', ')}`;
