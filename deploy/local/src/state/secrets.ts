import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Everything secret of one local Faregate, made once by chance and kept in the state folder for its owner's eyes only.
 */
export class Secrets {
  private readonly values: Record<string, string>;

  constructor(private readonly path: string) {
    this.values = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  }

  /** The secret of this name: 32 random bytes in base64url, made when it is asked for the first time. */
  named(name: string): string {
    return this.orMake(name, () => randomBytes(32).toString('base64url'));
  }

  /** A ring with one AES-256 key, in the form of ENCRYPTION_KEYS. */
  encryptionKeys(): string {
    return this.orMake('encryptionKeys', () => `k1:${randomBytes(32).toString('base64')}`);
  }

  /** A password for people to type, with letters of both kinds, digits and a sign. */
  password(name: string): string {
    return this.orMake(name, () => `Fare-${randomBytes(6).toString('base64url')}-7a`);
  }

  get(name: string): string | undefined {
    return this.values[name];
  }

  set(name: string, value: string): void {
    this.values[name] = value;
    const next = `${this.path}.${process.pid}`;
    writeFileSync(next, `${JSON.stringify(this.values, null, 2)}\n`, { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, this.path);
  }

  private orMake(name: string, make: () => string): string {
    const kept = this.values[name];
    if (kept !== undefined) return kept;
    const made = make();
    this.set(name, made);
    return made;
  }
}
