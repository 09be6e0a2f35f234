import { bool, cleanEnv, type CleanedEnv, email, host, makeValidator, num, port, str, url, type Spec } from 'envalid';
import { parseEncryptionKeys } from '../secrets/secret-box.js';

export { bool, email, host, num, port, str, url };

type Specs = Record<string, ReturnType<typeof str> | object>;

/** A wrong environment: `faults` names each variable and what is wrong with it, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`the environment is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** A text that must be long enough to be a secret; blank ones refuse to boot. Spaces around it do not count. */
export const secret = (spec: Spec<string> & { min?: number } = {}) =>
  makeValidator((input: string) => {
    const min = spec.min ?? 32;
    if (input.trim().length < min) throw new Error(`must be at least ${min} characters`);
    return input;
  })(spec as Spec<string>);

/** The same where there may be none: ''. */
export const secretOrNone = (spec: Spec<string> = {}) =>
  makeValidator((input: string) => {
    if (input !== '' && input.trim().length < 32) throw new Error('must be at least 32 characters, or nothing');
    return input;
  })({ default: '', ...spec });

const SPECS = Symbol('specs');

/** Reads `environment` by the configuration's specification; throws one ConfigError with every fault. */
export function readConfig<T extends object>(config: T, environment: NodeJS.ProcessEnv): T {
  const specs = (config as { [SPECS]?: Specs })[SPECS];
  if (!specs) return config;
  return validate(specs, environment) as T;
}

/**
 * A service's configuration by an envalid specification. Values are read and checked at the first use of any of them;
 * a wrong environment then prints all its faults and ends the process with 1 (in tests: throws ConfigError).
 */
export function defineConfig<S extends Specs>(specs: S): Readonly<CleanedEnv<S>> {
  let values: Record<string, unknown> | undefined;
  const read = () => (values ??= load(specs));
  return new Proxy(
    {},
    {
      get: (_target, key) =>
        key === SPECS ? specs : typeof key === 'string' && key in specs ? read()[key] : undefined,
      has: (_target, key) => key in specs,
      ownKeys: () => Object.keys(specs),
      getOwnPropertyDescriptor: (_target, key) => ({
        enumerable: true,
        configurable: true,
        value: typeof key === 'string' ? read()[key] : undefined,
      }),
    },
  ) as Readonly<CleanedEnv<S>>;
}

function load(specs: Specs): Record<string, unknown> {
  try {
    return validate(specs, process.env);
  } catch (error) {
    if (process.env['NODE_ENV'] === 'test' || !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function validate(specs: Specs, environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const faults: string[] = [];
  const values = cleanEnv(environment, specs as Record<string, ReturnType<typeof str>>, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors as Record<string, Error>)) {
        faults.push(
          environment[name] === undefined ? `${name} is missing` : `${name}: ${withoutValue(error, environment[name])}`,
        );
      }
    },
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...values };
}

/** envalid quotes the wrong value; a mistyped secret must not end in a log. */
function withoutValue(error: Error, value: string): string {
  return value === '' ? error.message : error.message.replaceAll(value, '…');
}

/** `ENCRYPTION_KEYS`: checked here, used by `SecretBox`. */
export const encryptionKeys = makeValidator((input: string) => {
  parseEncryptionKeys(input);
  return input;
});
