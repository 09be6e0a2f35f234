import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/actors.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { platform } from '../support/platform.js';
import { linkTo } from './kit/mails.js';
import { admin, newEmail, newPerson, PASSWORD, type Person } from './kit/people.js';
import { guestsOf, NOT_YET, OTHER_DOORS, RULES, WHO, type Who } from './kit/rules.js';

/** With a body that is never right and ids of nothing: who gets past the door changes nothing behind it. */
const NONSENSE = { no_such_field: true };

describe('who may come to which route', () => {
  let people: Record<Who, HttpClient>;
  let routes: string[];
  beforeAll(async () => {
    people = await everyone();
    const { text } = await platform().gateway.get('openapi.json');
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
    routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace('/paygate/api/v1/', '')}`),
    );
  }, 60_000);

  it('every route of the running platform has a rule, and every rule a route', () => {
    const known = [...Object.keys(RULES), ...OTHER_DOORS];
    expect(routes.filter((route) => !known.includes(route))).toEqual([]);
    const gone = Object.keys(RULES).filter((route) => !routes.includes(route) && !NOT_YET.includes(route));
    expect(gone).toEqual([]);
  });

  it.each(WHO)(
    '%s',
    async (who) => {
      const wrong: string[] = [];
      for (const route of routes.filter((one) => one in RULES)) {
        const { status } = await knock(people[who], route);
        const wanted = guestsOf(RULES[route] as never).includes(who);
        const got = status !== 401 && status !== 403;
        if (wanted !== got && !isSignInFailure(route, status)) wrong.push(`${route}: ${status}`);
        if (status >= 500) wrong.push(`${route}: ${status}`);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  it('a member who was removed, and one whose owner was disabled, are out within five seconds', async () => {
    const { owner, staff, scanner } = await newTeam();
    expectStatus(await owner.api.delete(`auth/team/${scanner.id}/`), 200);
    await outWithin5s(scanner.api, 'check-ins/');
    expectStatus(await (await admin()).api.post(`admin/users/${owner.id}/disable/`), 200);
    await outWithin5s(staff.api, 'orders/');
    const again = await platform().gateway.post('auth/token/', { email: staff.email, password: PASSWORD });
    expect([again.status, again.exception?.code]).toEqual([403, 1003]);
  });
});

/** A good door may still answer 401 to a wrong password, for which there is no rule. */
const isSignInFailure = (route: string, status: number): boolean => route === 'POST auth/token' && status === 401;

function knock(api: HttpClient, route: string): Promise<Answer<unknown>> {
  const [method = '', template = ''] = route.split(' ');
  const path = `${template.replace(/\{\w+\}/g, randomUUID())}/`;
  switch (method) {
    case 'POST':
      return route === 'POST auth/logout' ? platform().gateway.post(path) : api.post(path, NONSENSE);
    case 'PATCH':
      return api.patch(path, NONSENSE);
    case 'DELETE':
      return api.delete(path);
    default:
      return api.get(path);
  }
}

async function everyone(): Promise<Record<Who, HttpClient>> {
  const [customer, other, otherMerchant, disabled, deleted] = await Promise.all([
    newPerson(),
    newPerson(),
    newPerson('merchant'),
    newPerson('merchant'),
    newPerson(),
  ]);
  const { owner, staff, scanner } = await newTeam();
  const root = await admin();
  expectStatus(await root.api.post(`admin/users/${disabled.id}/disable/`), 200);
  expectStatus(await root.api.delete(`admin/users/${deleted.id}/`), 200);
  await Promise.all([outWithin5s(disabled.api, 'orders/'), outWithin5s(deleted.api, 'orders/')]);
  return {
    nobody: platform().gateway,
    customer: customer.api,
    'other customer': other.api,
    merchant: owner.api,
    'other merchant': otherMerchant.api,
    staff: staff.api,
    scanner: scanner.api,
    admin: root.api,
    disabled: disabled.api,
    deleted: deleted.api,
  };
}

async function newTeam(): Promise<{ owner: Person; staff: Person; scanner: Person }> {
  const owner = await newPerson('merchant');
  const join = async (role: 'staff' | 'scanner'): Promise<Person> => {
    const email = newEmail(role);
    expectStatus(await owner.api.post('auth/team/invitations/', { email, role }), 201);
    const token = (await linkTo(email)).hash.slice(1);
    const joined = await platform().gateway.post<{ access: string }>('auth/team/join/', {
      token,
      name: 'Ravi',
      password: PASSWORD,
    });
    const { access } = expectStatus(joined, 201).data;
    const api = platform().gateway.as({ bearer: access });
    const { data } = await api.get<{ id: string }>('auth/me/');
    return { email, access, cookie: '', api, id: data.id };
  };
  return { owner, staff: await join('staff'), scanner: await join('scanner') };
}

async function outWithin5s(api: HttpClient, path: string): Promise<void> {
  const until = performance.now() + 5_000;
  for (;;) {
    const { status } = path === 'check-ins/' ? await api.post(path, NONSENSE) : await api.get(path);
    if (status === 401) return;
    if (performance.now() > until) throw new Error(`still ${status} after 5 s`);
    await new Promise((done) => setTimeout(done, 200));
  }
}
