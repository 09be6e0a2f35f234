import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_SPECS } from '../../deploy/local/src/platform/services.js';

const SHOWN = 3;
const WIDTH = 300;

/** What services complained of during the run: how often, and the last lines of each. */
export function complaints(folder: string): string[] {
  return SERVICE_SPECS.flatMap(({ name }) => {
    const file = join(folder, `${name}.log`);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    if (lines.length === 0) return [];
    return [`  ${name}: ${lines.length} lines`, ...lines.slice(-SHOWN).map((line) => `    ${line.slice(0, WIDTH)}`)];
  });
}
