import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerTap, tapExchanges } from './broker-tap.js';
import { Needles } from './needles.js';
import { Findings, lookIntoDatabase, lookIntoFolder, lookIntoQueues } from './places.js';
import type { UsedSecret } from './secrets-used.js';

/** Everything that a run leaves behind. */
export interface Places {
  readonly databases: Readonly<Record<string, string>>;
  readonly logFolder: string;
  readonly mailFolder: string;
  readonly rabbitmqUrl: string;
  readonly exchanges: readonly string[];
  readonly queues: readonly string[];
}

/**
 * The canary of a whole run: specs write down each secret they use into `secretsFile`, every message that passes the
 * exchanges is copied, and at the end all of it is looked for in rows, log lines, mails and messages.
 */
export class Canary {
  private constructor(
    private readonly folder: string,
    private readonly places: Places,
    private readonly tap: BrokerTap,
  ) {}

  static async start(places: Places): Promise<Canary> {
    const folder = mkdtempSync(join(tmpdir(), 'faregate-canary-'));
    // Made now: a run in which nothing passes has looked through nothing, and says so.
    for (const file of [secretsIn(folder), messagesIn(folder)]) appendFileSync(file, '');
    return new Canary(folder, places, await tapExchanges(places.rabbitmqUrl, places.exchanges, messagesIn(folder)));
  }

  /** For FAREGATE_CANARY. */
  get secretsFile(): string {
    return secretsIn(this.folder);
  }

  async search(): Promise<{ readonly secrets: number; readonly findings: Findings }> {
    const needles = new Needles(linesOf(this.secretsFile).map((line) => JSON.parse(line) as UsedSecret));
    const findings = new Findings(needles);
    const { databases, logFolder, mailFolder, rabbitmqUrl, queues } = this.places;
    for (const [name, url] of Object.entries(databases)) await lookIntoDatabase(findings, name, url);
    await lookIntoFolder(findings, 'logs', logFolder);
    await lookIntoFolder(findings, 'mails', mailFolder);
    await lookIntoQueues(findings, rabbitmqUrl, queues);
    for (const line of linesOf(messagesIn(this.folder))) findings.look('messages', placeOf(line), line);
    return { secrets: needles.count, findings };
  }

  async close(): Promise<void> {
    await this.tap.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const secretsIn = (folder: string): string => join(folder, 'secrets.jsonl');
const messagesIn = (folder: string): string => join(folder, 'messages.jsonl');
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

function placeOf(line: string): string {
  const { exchange, routingKey } = JSON.parse(line) as { exchange: string; routingKey: string };
  return `a message of ${exchange} ${routingKey}`;
}
