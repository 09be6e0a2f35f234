import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secrets } from './secrets.js';

describe('generated secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-secrets-'));
  const path = join(folder, 'secrets.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are the same at the next start', () => {
    const made = new Secrets(path).named('internalSecret');
    expect(new Secrets(path).named('internalSecret')).toBe(made);
  });

  it('are long enough for every service', () => {
    expect(new Secrets(path).named('linkSecret').length).toBeGreaterThanOrEqual(32);
    expect(new Secrets(path).encryptionKeys()).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
  });

  it('can be read by their owner alone', () => {
    new Secrets(path).named('any');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
