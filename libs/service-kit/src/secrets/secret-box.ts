import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Parses `id:base64-of-32-bytes` pairs, comma separated; throws on a wrong one. The first is the current key. */
export function parseEncryptionKeys(text: string): Key[] {
  return text.split(',').map((pair) => {
    const [id = '', encoded = ''] = pair.trim().split(':');
    const bytes = Buffer.from(encoded, 'base64');
    if (!/^[\w-]{1,32}$/.test(id) || bytes.length !== 32) throw new Error('must be id:base64-of-32-bytes pairs');
    return { id, bytes };
  });
}

/**
 * Keeps secrets as ciphertext (AES-256-GCM). A sealed text names its key, so keys rotate: the first of
 * `ENCRYPTION_KEYS` seals, all open. `context` (say `endpoint:<id>`) is bound to the ciphertext: it opens nowhere
 * else.
 */
export class SecretBox {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: Key;

  /** @param encryptionKeys the text of `ENCRYPTION_KEYS` */
  constructor(encryptionKeys: string) {
    const keys = parseEncryptionKeys(encryptionKeys);
    this.current = keys[0] as Key;
    this.keys = new Map(keys.map(({ id, bytes }) => [id, bytes]));
  }

  seal(plain: string, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.current.bytes, nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `v1.${this.current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
  }

  /** The plain text; throws when the key is unknown, the text was changed, or the context is another. */
  open(sealed: string, context: string): string {
    const [version, id = '', encoded = ''] = sealed.split('.');
    const key = this.keys.get(id);
    const bytes = Buffer.from(encoded, 'base64url');
    if (version !== 'v1' || !key || bytes.length < 28) throw new Error('not a sealed secret of a key we have');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }
}
