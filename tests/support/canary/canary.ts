import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blindnessOf } from './blindness.js';
import { BrokerTap } from './broker-tap.js';
import { Needles } from './needles.js';
import { Findings, lookIntoDatabase, lookIntoFolder, lookIntoQueues } from './places.js';
import type { UsedSecret } from './secrets-used.js';

/** Everything that a run leaves behind. */
export interface Places {
  readonly databases: Readonly<Record<string, string>>;
  readonly logFolder: string;
  readonly mailFolder: string;
  readonly queues: readonly string[];
  /** What the services were given, such as keys: looked for as well, everywhere but in their environment. */
  readonly ownSecrets?: readonly string[];
}

export interface Search {
  /** How many that specs used were looked for; those of the platform come on top. */
  readonly secrets: number;
  readonly findings: Findings;
  /** Why finding nothing would mean nothing. */
  readonly blind: readonly string[];
}

/**
 * The canary of a whole run: specs write down each secret they use into `secretsFile`, what is sent to the broker by
 * `brokerUrl` is kept, and at the end all secrets are looked for in rows, log lines, mails, and messages that wait or
 * have passed.
 */
export class Canary {
  private constructor(
    private readonly folder: string,
    private readonly rabbitmqUrl: string,
    private readonly tap: BrokerTap,
  ) {}

  static async start(rabbitmqUrl: string): Promise<Canary> {
    const folder = mkdtempSync(join(tmpdir(), 'faregate-canary-'));
    // Made now: a run whose specs use no secret has looked for nothing, and says so.
    appendFileSync(secretsIn(folder), '');
    return new Canary(folder, rabbitmqUrl, await BrokerTap.to(rabbitmqUrl, join(folder, 'broker')));
  }

  /** The broker's address for whoever is watched. */
  get brokerUrl(): string {
    return this.tap.url;
  }

  /** For FAREGATE_CANARY. */
  get secretsFile(): string {
    return secretsIn(this.folder);
  }

  async search(places: Places): Promise<Search> {
    const used = linesOf(this.secretsFile).map((line) => JSON.parse(line) as UsedSecret);
    const own = (places.ownSecrets ?? []).map((secret) => ({ kind: 'secret of the platform', secret }) as const);
    const needles = new Needles([...used, ...own]);
    const findings = new Findings(needles);
    const { databases, logFolder, mailFolder, queues } = places;
    for (const [name, url] of Object.entries(databases)) await lookIntoDatabase(findings, name, url);
    await lookIntoFolder(findings, 'logs', logFolder);
    await lookIntoFolder(findings, 'mails', mailFolder);
    await lookIntoQueues(findings, this.rabbitmqUrl, queues);
    await lookIntoFolder(findings, 'broker connections', this.tap.folder);
    const secrets = new Set(used.map(({ secret }) => secret)).size;
    return { secrets, findings, blind: blindnessOf(secrets, findings) };
  }

  async close(): Promise<void> {
    await this.tap.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const secretsIn = (folder: string): string => join(folder, 'secrets.jsonl');
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);
