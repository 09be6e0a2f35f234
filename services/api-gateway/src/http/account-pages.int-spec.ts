import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayFixture } from './gateway-fixture.js';

const MAIL = `To: ada@example.com
Subject: Choose a new password

http://127.0.0.1:8080/account/reset-password#a-token-that-is-longer-than-one=
-line <script>alert(1)</script>
`;

const NOWHERE = { WEBHOOK_DISPATCHER_URL: 'http://127.0.0.1:9', ANALYTICS_URL: 'http://127.0.0.1:9' };

describe('the pages of accounts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faregate-mail-spec-'));
  const atHome = new GatewayFixture({ NODE_ENV: 'development', MAIL_DIR: folder, ...NOWHERE });
  const outside = new GatewayFixture({ MAIL_DIR: folder });
  beforeAll(() => Promise.all([atHome.start(), outside.start()]));
  afterAll(async () => {
    await Promise.all([atHome.stop(), outside.stop()]);
    rmSync(folder, { recursive: true });
  });

  it('show the mails of a development platform, links whole and foreign markup as text', async () => {
    expect(await (await atHome.call('/dev/mail')).text()).toContain('None yet.');
    writeFileSync(join(folder, 'account-1.eml'), MAIL);
    const page = await atHome.call('/dev/mail');
    const text = await page.text();
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(text).toContain('/account/reset-password#a-token-that-is-longer-than-one-line');
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script>alert');
  });

  it('show no mails anywhere else, though the folder is there', async () => {
    expect((await outside.call('/dev/mail')).status).toBe(404);
  });

  it.each(['/account/reset-password', '/account/join-team'])(
    '%s, where links of mails lead, keeps its token out of addresses and runs no foreign script',
    async (path) => {
      const page = await outside.call(path);
      expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'|default-src/);
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(await page.text()).toContain('<script src="/account/form.js">');
      const script = await outside.call('/account/form.js');
      expect(await script.text()).toContain('history.replaceState');
    },
  );
});
