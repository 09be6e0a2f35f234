import { writeSync } from 'node:fs';
import { maskCardNumbers } from './redaction.js';

interface Line {
  readonly time: string;
  readonly level: number;
  readonly service: string;
  readonly context?: string;
  readonly msg?: string;
  readonly err?: { readonly stack?: string };
}

export interface LogStream {
  write(line: string): void;
}

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** One JSON object a line on standard output, for machines. */
export function jsonLines(write: (text: string) => void = toStdout): LogStream {
  return { write: (line) => write(maskCardNumbers(line)) };
}

/** One readable line an event, for people; an error's stack below it. */
export function readableLines(write: (text: string) => void = toStdout): LogStream {
  return {
    write: (line) => {
      const { time, level, service, context, msg, err, ...rest } = JSON.parse(line) as Line;
      const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
      const head = [time.slice(11, 23), LEVELS[level] ?? String(level), service, ...(context ? [`[${context}]`] : [])];
      write(maskCardNumbers(`${head.join(' ')} ${msg ?? ''}${more}${err?.stack ? `\n${err.stack}` : ''}\n`));
    },
  };
}

/** Synchronous, so that the last line before a crash is there; a reader that went away is no reason to fail. */
function toStdout(text: string): void {
  try {
    writeSync(1, text);
  } catch {
    process.stdout.write(text);
  }
}
