import { atTheEnd } from '../commands/at-the-end.js';
import { bootstrapAdmin } from './admin.command.js';
import { demo } from './demo.command.js';
import { deadLetters } from './dead-letters.command.js';
import { UsageError } from './usage-error.js';
import { audit, keys } from './upkeep.command.js';
import { verifyPromises } from './verify.command.js';

const HELP = `npm run faregate -- <command>

Speaks with the Faregate that runs from this folder ("npm start"; another state folder: FAREGATE_HOME).

  dead-letters list [--service NAME] [--all] [--json]   events a service could not take in; --all shows replayed ones too
  dead-letters show ID                                  one of them with its body
  dead-letters replay ID | --everything [--service NAME]
                                                        sends them to their consumer again
  admin bootstrap --email EMAIL                         makes the first admin; the password is read from ADMIN_PASSWORD
  demo buy                                              one place for the demo customer: prints where to pay for it
  audit verify                                          checks that no line of the audit log was changed or removed
  keys rotate                                           makes the next key that signs access tokens
  verify                                                checks the promises P1–P8 on the databases, when it is quiet
`;

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  'dead-letters': deadLetters,
  admin: bootstrapAdmin,
  audit,
  keys,
  demo,
  verify: verifyPromises,
};

await atTheEnd(async () => {
  const [name = '--help', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  const asksForHelp = [name, ...args].some((arg) => arg === '--help' || arg === '-h');
  if (asksForHelp || command === undefined) {
    console.log(HELP);
    return asksForHelp ? 0 : 2;
  }
  try {
    return await command(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${HELP}`);
    return 2;
  }
});
