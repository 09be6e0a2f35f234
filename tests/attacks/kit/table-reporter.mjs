import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WIDTHS = [78, 62];

/** Prints what each attack came to: attack, expected, got. What is not an attack of the list is counted by jest. */
export default class TableReporter {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'faregate-attacks-'));
    process.env.FAREGATE_ATTACK_REPORT = join(this.folder, 'attacks.jsonl');
  }

  onTestFileResult(_test, result) {
    for (const { status, fullName, failureMessages } of result.testResults)
      if (status === 'failed') console.log(`FAILED ${fullName}\n${failureMessages.join('\n').slice(0, 1_000)}`);
    if (result.testExecError) console.log(`FAILED ${result.testFilePath}\n${result.testExecError.message}`);
  }

  onRunComplete() {
    const file = process.env.FAREGATE_ATTACK_REPORT;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const rows = lines.map((line) => JSON.parse(line)).sort((a, b) => a.title.localeCompare(b.title));
    console.log(`\n${row('attack', 'expected', 'got')}`);
    for (const { title, expected, got } of rows)
      console.log(row(title, expected, got === expected ? 'as expected' : `DIFFERENT: ${got}`));
    console.log(`\n${rows.length} attacks, ${rows.filter(({ expected, got }) => expected !== got).length} different`);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const row = (attack, expected, got) => `${attack.padEnd(WIDTHS[0])}  ${expected.padEnd(WIDTHS[1])}  ${got}`;
