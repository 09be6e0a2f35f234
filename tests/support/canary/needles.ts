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
  private readonly first = new Uint8Array(HASHES);
  private readonly byWindow = new Map<string, Needle[]>();

  constructor(secrets: readonly UsedSecret[]) {
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
  const encoded = [0, 1, 2].flatMap((before) => [
    inBase64(bytes, before, 'base64'),
    inBase64(bytes, before, 'base64url'),
  ]);
  return [...new Set([secret, bytes.toString('hex'), ...encoded])];
}

/** As it reads `before` bytes (of three) into a longer text: characters that depend on its neighbours are left out. */
function inBase64(bytes: Buffer, before: number, alphabet: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString(alphabet)
    .replace(/=+$/, '');
  return text.slice(before === 0 ? 0 : before + 1, -1);
}

/** Of four characters: most places of most texts are passed over by one look. */
function hashOf(text: string, at: number): number {
  let hash = 0;
  for (let i = 0; i < 4; i += 1) hash = (hash * 31 + text.charCodeAt(at + i)) >>> 0;
  return hash % HASHES;
}
