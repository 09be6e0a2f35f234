import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../launch/progress.mjs';

/**
 * What the person who starts Faregate has said through the environment; the services' own variables are passed on as
 * they are.
 */
export interface LocalConfig {
  /** The folder of the checkout. */
  root: string;
  /** The state folder (FAREGATE_HOME). */
  home: string;
  /** The gateway's port (PORT); undefined when nobody asked for one. */
  port?: number;
  databaseUrl?: string;
  rabbitmqUrl?: string;
  seedDemo: boolean;
  /** The whole environment, to be filtered for each service. */
  environment: Record<string, string>;
}

/** The checkout, from this file's place in the sources or in dist/. */
export const checkout = (): string => {
  const here = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
  return here.endsWith('/dist') ? resolve(here, '..') : here;
};

const given = (value: string | undefined): string | undefined => (value?.trim() ? value.trim() : undefined);

/** Reads the environment; a relative FAREGATE_HOME counts from where the command was typed. */
export function readLocalConfig(environment: NodeJS.ProcessEnv = process.env): LocalConfig {
  const root = checkout();
  const home = given(environment['FAREGATE_HOME']) ?? join(root, '.faregate');
  const port = given(environment['PORT']);
  const databaseUrl = given(environment['DATABASE_URL']);
  const rabbitmqUrl = given(environment['RABBITMQ_URL']);
  return {
    root,
    home: isAbsolute(home) ? home : resolve(environment['FAREGATE_CALLED_FROM'] ?? '.', home),
    ...(port === undefined ? {} : { port: portNumber(port) }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(rabbitmqUrl === undefined ? {} : { rabbitmqUrl }),
    seedDemo: environment['FAREGATE_SEED_DEMO'] !== '0',
    environment: defined(environment),
  };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Failure(`PORT must be a number from 1 to 65535; it is "${text}".`);
}

const defined = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
