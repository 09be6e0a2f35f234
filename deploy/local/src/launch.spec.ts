import { installedMatchesLock } from '../launch/install.mjs';
import { isNewEnough } from '../launch/runtime.mjs';

describe('the launcher', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'deploy/local': { version: '1.0.0' },
      'node_modules/pg': { version: '8.0.0' },
      'node_modules/only-mac': { version: '1.0.0', optional: true },
    },
  };

  it('installs nothing when node_modules is what the lock file says', () => {
    expect(installedMatchesLock(lock, { packages: { 'node_modules/pg': { version: '8.0.0' } } })).toBe(true);
  });

  it('installs when a package is missing or of another version', () => {
    expect(installedMatchesLock(lock, { packages: {} })).toBe(false);
    expect(installedMatchesLock(lock, { packages: { 'node_modules/pg': { version: '8.1.0' } } })).toBe(false);
  });

  it('runs services under another Node only when that is new enough', () => {
    expect(['20.19.0', '22.18.0', '22.19.0', '24.0.1'].map(isNewEnough)).toEqual([false, false, true, true]);
  });
});
