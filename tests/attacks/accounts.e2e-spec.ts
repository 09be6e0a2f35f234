import { setTimeout as pause } from 'node:timers/promises';
import { eventually, testDatabase } from '#testing';
import { ServiceCredentials } from '#service-kit';
import { request } from 'undici';
import { platform } from '../support/platform.js';
import { all, attack, each, said } from './kit/attack.js';
import { admin, cookieOf, newEmail, newPerson, PASSWORD, type Person, signIn } from './kit/people.js';
import { linkTo } from './kit/mails.js';
import { indistinguishable } from './kit/statistics.js';
import { migrateAuth, serve } from './kit/strict-gate.js';
import { ask } from './kit/tokens.js';

const gateway = () => platform().gateway;
const login = (email: string, password: string) => gateway().post('auth/token/', { email, password });
const refresh = (cookie: string) => gateway().post<{ access: string }>('auth/refresh/', undefined, { cookie });
const ordersOf = ({ api }: Person) => api.get('orders/');
/** A token in use is refused everywhere within five seconds. */
const soon = (check: () => Promise<void>) => eventually(check, { timeoutMs: 5_000, everyMs: 200 });

describe('accounts and sessions under attack', () => {
  attack(
    'A03 an unknown e-mail address against a wrong password, two hundred times each',
    'same status, same body, times that can not be told apart',
    async () => {
      const { email } = await newPerson();
      const [known, unknown]: [number[], number[]] = [[], []];
      const bodies = new Set<string>();
      const timed = async (times: number[], address: string) => {
        const start = performance.now();
        const { status, exception } = await login(address, 'not the right password');
        times.push(performance.now() - start);
        bodies.add(JSON.stringify([status, exception]));
      };
      for (let i = 0; i < 200; i += 1) {
        await timed(known, email);
        await timed(unknown, newEmail());
      }
      if (bodies.size !== 1) return [...bodies].join(' against ');
      const verdict = indistinguishable(known, unknown);
      return verdict === true ? 'same status, same body, times that can not be told apart' : verdict;
    },
    90_000,
  );

  attack('A05 a password of a megabyte', '413 1024', async () => said(await login(newEmail(), 'x'.repeat(1_048_576))));

  attack('A05 a password of ten thousand characters', '422 1004', async () =>
    said(await login(newEmail(), 'x'.repeat(10_000))),
  );

  attack('A05 a password that shares its first 72 bytes', '401 1001', async () => {
    const password = `${'long passphrase '.repeat(5)}and its own end`;
    const { email } = await newPerson('customer', password);
    return said(await login(email, `${password.slice(0, 72)} and another end`));
  });

  const FOUR = 'each answered 200 or 429, at most four hashed at a time, and others are served meanwhile';
  attack('A06 forty sign-ins at once', FOUR, async () => {
    const person = await newPerson();
    let open = 40;
    const watched = watchHashes(() => open > 0);
    const logins = Array.from({ length: 40 }, async () => {
      const { status } = await login(person.email, PASSWORD);
      open -= 1;
      return status;
    });
    const served = (await person.api.get('auth/me/')).status === 200 && open > 0;
    const statuses = await Promise.all(logins);
    const good = statuses.every((status) => status === 200 || status === 429);
    const { running, waiting } = await watched;
    return good && served && running >= 1 && running <= 4 && waiting > 4
      ? FOUR
      : `${all(statuses.map(String))}, ${running} hashed, ${waiting} waited, others ${served ? '' : 'not '}served`;
  });

  attack(
    'A07 a refresh token shown again after the grace',
    '401 1002, the family is over for both, the audit log says refresh_reuse',
    async () => {
      const victim = await newPerson();
      const next = cookieOf(await refresh(victim.cookie));
      await ask(
        'auth',
        `update refresh_token set rotated_at = rotated_at - interval '20 seconds'
        where session_id in (select id from session where user_id = $1) and rotated_at is not null`,
        [victim.id],
      );
      const outcomes = [await refresh(victim.cookie), await refresh(next)];
      await soon(async () => expect((await ordersOf(victim)).status).toBe(401));
      const log = await (await admin()).api.get<{ action: string }[]>(`admin/audit-log/?actor_id=${victim.id}`);
      const told = log.data.some(({ action }) => action === 'refresh_reuse');
      return `${all(outcomes)}, the family is over for both, the audit log says ${told ? 'refresh_reuse' : 'nothing'}`;
    },
  );

  attack('A08 two tabs refresh at once', 'both get the same successor and go on', async () => {
    const { cookie } = await newPerson();
    const tabs = await Promise.all([refresh(cookie), refresh(cookie)]);
    if (all(tabs) !== '200') return all(tabs);
    const heads = new Set(tabs.map(cookieOf));
    const onward = await refresh(cookieOf(tabs[1]));
    return heads.size === 1 && onward.status === 200
      ? 'both get the same successor and go on'
      : `${heads.size} successors, then ${said(onward)}`;
  });

  attack('A09 refreshing after logout', '401 1002, and the access token too', async () => {
    const person = await newPerson();
    await gateway().as({ bearer: person.access }).post('auth/logout/', undefined, { cookie: person.cookie });
    return andAccess(person, await refresh(person.cookie));
  });

  attack(
    "A09 refreshing in another session after the password's change",
    '401 1002, and the access token too',
    async () => {
      const person = await newPerson();
      const elsewhere = await signIn(person.email);
      const change = { password: 'another good passphrase', current_password: PASSWORD };
      expect((await person.api.patch('auth/me/', change)).status).toBe(200);
      return andAccess(elsewhere, await refresh(elsewhere.cookie));
    },
  );

  attack('A09 refreshing after the account was disabled', '401 1002, and the access token too', async () => {
    const person = await newPerson();
    await (await admin()).api.post(`admin/users/${person.id}/disable/`);
    return andAccess(person, await refresh(person.cookie));
  });

  async function andAccess(person: Person, refreshed: Parameters<typeof said>[0]): Promise<string> {
    const me = said(await person.api.get('auth/me/'));
    await soon(async () => expect((await ordersOf(person)).status).toBe(401));
    return me === said(refreshed) ? `${me}, and the access token too` : `${said(refreshed)}, me ${me}`;
  }

  attack('A10 a refresh token used as an access token, and the other way round', '401 1002', async () => {
    const { cookie, access } = await newPerson();
    const token = cookie.split('=')[1] ?? '';
    const name = cookie.split('=')[0] ?? '';
    return all([
      await gateway().as({ bearer: token }).get('orders/'),
      await gateway().as({ bearer: token }).get('auth/me/'),
      await refresh(`${name}=${access}`),
    ]);
  });

  attack(
    'A19 a role, a merchant and super powers at registration and in the profile',
    '422 1004, the role stays',
    async () => {
      const person = await newPerson();
      const body = { email: newEmail(), name: 'Asha', password: PASSWORD };
      const powers = [
        { role: 'admin' },
        { isSuperuser: true },
        { merchantId: person.id },
        { merchant_id: person.id },
        { livemode: true },
        { id: person.id },
        { session_version: 9 },
        { team_role: 'owner' },
        { scopes: [] },
      ];
      const outcomes = [];
      for (const power of powers) {
        outcomes.push(await gateway().post('auth/register-customer/', { ...body, ...power }));
        outcomes.push(await gateway().post('auth/register/', { ...body, ...power }));
        outcomes.push(await person.api.patch('auth/me/', { name: 'Asha', ...power }));
      }
      const { data } = await person.api.get<{ role: string }>('auth/me/');
      return `${all(outcomes)}, the role ${data.role === 'customer' ? 'stays' : `is ${data.role}`}`;
    },
  );

  attack(
    'A20 making an admin as nobody, as a merchant and as a deleted admin',
    '401 1002, 403 1020, 401 1002',
    async () => {
      const body = () => ({ email: newEmail('admin'), name: 'Mallory', password: PASSWORD });
      const root = await admin();
      const made = body();
      expect((await root.api.post('auth/register-admin/', made)).status).toBe(201);
      const deleted = await signIn(made.email);
      await root.api.delete(`admin/users/${deleted.id}/`);
      const outcomes = [
        await gateway().post('auth/register-admin/', body()),
        await (await newPerson('merchant')).api.post('auth/register-admin/', body()),
        await deleted.api.post('auth/register-admin/', body()),
      ];
      return outcomes.map(said).join(', ');
    },
  );

  attack(
    'A20 ten bootstraps of the first admin at once, in two replicas',
    'one created, nine exist',
    async () => {
      const database = await testDatabase({ migrations: [] });
      const environment = {
        DATABASE_URL: database.url,
        ADMIN_EMAIL: '',
        ADMIN_PASSWORD: '',
        BROKER_NAMESPACE: 'empty.',
      };
      await migrateAuth(environment);
      const replicas = await Promise.all([serve('auth', environment), serve('auth', environment)]);
      try {
        const calls = Array.from({ length: 10 }, (_, i) =>
          bootstrap(replicas[i % 2]?.url ?? '', `root${i}@example.com`),
        );
        const outcomes = (await Promise.all(calls)).sort();
        const count = (what: string) => outcomes.filter((one) => one === what).length;
        return count('created') === 1 && count('exists') === 9 ? 'one created, nine exist' : outcomes.join();
      } finally {
        await Promise.all(replicas.map(({ stop }) => stop()));
        await database.close();
      }
    },
    60_000,
  );

  attack(
    'A21 a mail for a new password: for an unknown address, by a poisoned host, used twice, the link in a referrer',
    'one answer, our own address, single use, behind the hash',
    async () => {
      const person = await newPerson();
      const ask = (email: string) =>
        gateway().post(
          'auth/password-reset/',
          { email },
          { 'x-forwarded-host': 'evil.example', origin: 'http://evil.example' },
        );
      const answers = [await ask(person.email), await ask(newEmail())].map(({ status, text }) => `${status} ${text}`);
      if (new Set(answers).size !== 1) return answers.join(' against ');
      const link = await linkTo(person.email);
      if (link.origin !== platform().gatewayUrl || link.search !== '')
        return `the link is ${link.origin}${link.search}`;
      const body = { token: link.hash.slice(1), password: 'a newly chosen passphrase' };
      const uses = await Promise.all([1, 2, 3].map(() => gateway().post('auth/password-reset/confirm/', body)));
      const last = await gateway().post('auth/password-reset/confirm/', body);
      const [old, chosen] = [await login(person.email, PASSWORD), await login(person.email, body.password)];
      const over = await refresh(person.cookie);
      const got = [[...uses.map(said), said(last)].sort().join(), said(old), said(chosen), said(over)].join(' | ');
      return got === '200,422 1004,422 1004,422 1004 | 401 1001 | 200 | 401 1002'
        ? 'one answer, our own address, single use, behind the hash'
        : got;
    },
  );

  attack('A21 guessing the token of a mail', '422 1004', async () => {
    const guesses = ['', 'x', 'A'.repeat(43), "' or 1=1", '0'.repeat(64)].map((token) =>
      gateway().post('auth/password-reset/confirm/', { token, password: 'a newly chosen passphrase' }),
    );
    return all(await Promise.all(guesses));
  });

  attack('A22 the same address in other spellings', '409 1021', async () => {
    const name = `asha.i${Date.now()}`;
    const email = `${name}@example.com`;
    await gateway().post('auth/register-customer/', { email, name: 'Asha', password: PASSWORD });
    const fullwidth = name.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0));
    const twins = [
      email.toUpperCase(),
      ` ${email} `,
      `${email}.`,
      `${fullwidth}@example.com`,
      `${name.replace('i', '\u0130')}@example.com`,
    ];
    const outcomes: [string, Awaited<ReturnType<typeof login>>][] = [];
    for (const twin of twins)
      outcomes.push([
        twin,
        await gateway().post('auth/register-customer/', { email: twin, name: 'A', password: PASSWORD }),
      ]);
    await pause(0);
    return each('409 1021', outcomes);
  });

  attack('A22 look-alike letters of another script', '422 1004', async () => {
    const twins = ['\u0430sha@example.com', 'ash\u03b1@example.com', 'asha@ex\u0430mple.com', 'a\u200bsha@example.com'];
    const outcomes = [];
    for (const email of twins)
      outcomes.push(await gateway().post('auth/register-customer/', { email, name: 'A', password: PASSWORD }));
    return all(outcomes);
  });
});

/** The most password hashes that auth says were under way, and waited, while something goes on. */
async function watchHashes(goesOn: () => boolean): Promise<{ running: number; waiting: number }> {
  const most = { running: 0, waiting: 0 };
  while (goesOn()) {
    const text = await (await request(`${platform().authUrl}/metrics`)).body.text();
    for (const name of ['running', 'waiting'] as const) {
      const [, value = '0'] = new RegExp(`^password_hashes\\{name="${name}"[^}]*\\} (\\d+)`, 'm').exec(text) ?? [];
      most[name] = Math.max(most[name], Number(value));
    }
  }
  return most;
}

async function bootstrap(authUrl: string, email: string): Promise<string> {
  const secret = platform().environments['api-gateway']['INTERNAL_SECRET'] ?? '';
  const credential = new ServiceCredentials('api-gateway', secret).issueFor('auth');
  const { body } = await request(`${authUrl}/internal/bootstrap-admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-internal-credential': credential },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  return ((await body.json()) as { data?: { outcome: string } }).data?.outcome ?? 'refused';
}
