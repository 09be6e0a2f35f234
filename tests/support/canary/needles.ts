import type { UsedSecret } from './secrets-used.js';

const HASHES = 1 << 20;
/** The shortest form that is looked for; its first characters find the candidates. */
const WINDOW = 8;

interface Needle {
  readonly kind: UsedSecret['kind'];
  readonly text: string;
}

/** Many secrets looked for at once, in clear and as hexadecimal and base64 text of their bytes. */
export class Needles {
  readonly count: number;
  private readonly first = new Uint8Array(HASHES);
  private readonly byWindow = new Map<string, Needle[]>();

  constructor(secrets: readonly UsedSecret[]) {
    this.count = new Set(secrets.map(({ secret }) => secret)).size;
    for (const { kind, secret } of secrets) for (const text of formsOf(secret)) this.add({ kind, text });
  }

  /** The kinds of secrets that a text holds. */
  in(text: string): UsedSecret['kind'][] {
    const found = new Set<UsedSecret['kind']>();
    for (let at = 0; at + WINDOW <= text.length; at += 1) {
      if (this.first[hashOf(text, at)] === 0) continue;
      const here = this.byWindow.get(text.slice(at, at + WINDOW)) ?? [];
      for (const needle of here) if (text.startsWith(needle.text, at)) found.add(needle.kind);
    }
    return [...found];
  }

  private add(needle: Needle): void {
    if (needle.text.length < WINDOW) throw new RangeError('too short to be told from other texts');
    this.first[hashOf(needle.text, 0)] = 1;
    const window = needle.text.slice(0, WINDOW);
    this.byWindow.set(window, [...(this.byWindow.get(window) ?? []), needle]);
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // The last character of base64 depends on what follows.
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, '').slice(0, -1)];
}

/** Of four characters: most places of most texts are passed over by one look. */
function hashOf(text: string, at: number): number {
  let hash = 0;
  for (let i = 0; i < 4; i += 1) hash = (hash * 31 + text.charCodeAt(at + i)) >>> 0;
  return hash % HASHES;
}
