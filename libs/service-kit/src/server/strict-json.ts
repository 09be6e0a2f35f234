import { parse } from 'secure-json-parse';
import { DomainError, ERROR } from '#kernel';

export const MAX_DEPTH = 20;
export const MAX_KEYS = 1_000;

/** A body that is JSON in some readings only; answered with 400 1024. */
export class MalformedJson extends Error {
  readonly statusCode = 400;
}

/**
 * JSON as all parsers read it: refuses keys that appear twice in an object, more than 20 levels or 1,000 keys, invalid
 * UTF-8, and `__proto__` or `constructor.prototype` (MalformedJson; RFC 8259 §4: readers differ on which of two values
 * counts), and numbers that a double can't hold (422 1004).
 */
export function parseStrictJson(body: Buffer): unknown {
  const text = decode(body);
  const value = read(text);
  new Scanner(text).check();
  return value;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new MalformedJson('not UTF-8');
  }
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new MalformedJson('not JSON');
  }
}

/** One pass over text that is known to be JSON. */
class Scanner {
  private at = 0;
  private keys = 0;
  private lastKey = '';

  constructor(private readonly text: string) {}

  check(): void {
    const open: (Set<string> | undefined)[] = [];
    for (; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at];
      if (char === '{' || char === '[') {
        open.push(char === '{' ? new Set() : undefined);
        if (open.length > MAX_DEPTH) throw new MalformedJson('nested too deeply');
      } else if (char === '}' || char === ']') open.pop();
      else if (char === '"') this.string(open.at(-1));
      else if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) this.number();
    }
  }

  /** A string is a key when a colon follows. */
  private string(keys: Set<string> | undefined): void {
    const start = this.at;
    for (this.at += 1; this.text[this.at] !== '"'; this.at += 1) if (this.text[this.at] === '\\') this.at += 1;
    if (!keys || !this.colonFollows()) return;
    const raw = this.text.slice(start, this.at + 1);
    const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (keys.has(key)) throw new MalformedJson('a key appears twice');
    keys.add(key);
    this.keys += 1;
    this.lastKey = key;
    if (this.keys > MAX_KEYS) throw new MalformedJson('too many keys');
  }

  private colonFollows(): boolean {
    let next = this.at + 1;
    while (' \t\n\r'.includes(this.text[next] ?? 'x')) next += 1;
    return this.text[next] === ':';
  }

  /** Up to 15 significant digits survive a double; of longer ones only those that print the same again. */
  private number(): void {
    const start = this.at;
    while (/[-+.eE0-9]/.test(this.text[this.at + 1] ?? '')) this.at += 1;
    const literal = this.text.slice(start, this.at + 1);
    const value = Number(literal);
    if (Number.isFinite(value) && (literal.length <= 15 || String(value) === literal)) return;
    const fault = {
      field: this.lastKey.slice(0, 100),
      message: 'is too large or too precise for a JSON number: send a string',
    };
    throw new DomainError(ERROR.validation, `${fault.field} ${fault.message}`, { errors: [fault] });
  }
}
