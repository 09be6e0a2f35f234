import { hash } from '@node-rs/argon2';
import { Metrics } from '#service-kit';
import { Argon2Passwords } from './argon2-passwords.adapter.js';

describe('password hashes', () => {
  const passwords = new Argon2Passwords(new Metrics('auth'), 16);

  it('are argon2id of 19 MiB and two passes, each with a salt of its own', async () => {
    const [one, other] = await Promise.all([passwords.hash('a good passphrase'), passwords.hash('a good passphrase')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(other);
    expect([passwords.isOutdated(one), await passwords.verify('a good passphrase', one)]).toEqual([false, true]);
    expect(await passwords.verify('another passphrase', one)).toBe(false);
  });

  it('made with other parameters still verify, and are known to be outdated', async () => {
    const old = await hash('a good passphrase', { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    expect([await passwords.verify('a good passphrase', old), passwords.isOutdated(old)]).toEqual([true, true]);
  });

  it('are made four at a time, a hundred wait, and who comes then is told at once when to come back', async () => {
    const stored = await passwords.hash('a good passphrase');
    let most = 0;
    const work = Array.from({ length: 104 }, () =>
      passwords.verify('a guess', stored).then(() => (most = Math.max(most, passwords.load.running))),
    );
    expect(passwords.load).toEqual({ running: 4, waiting: 100 });
    await expect(passwords.hash('one too many')).rejects.toMatchObject({ code: 1007, meta: { retry_after: 2 } });
    await Promise.all(work);
    expect([most, passwords.load]).toEqual([4, { running: 0, waiting: 0 }]);
  });

  it('leave a core to everybody else where there are few', async () => {
    const small = new Argon2Passwords(new Metrics('auth'), 2);
    const stored = await small.hash('a good passphrase');
    const work = [1, 2, 3].map(() => small.verify('a guess', stored));
    expect(small.load).toEqual({ running: 1, waiting: 2 });
    await Promise.all(work);
  });

  it('of nobody are verified too, and are never right', async () => {
    expect(await passwords.verify('a guess', undefined)).toBe(false);
  });
});
