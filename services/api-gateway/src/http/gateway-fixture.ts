import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { newId } from '#kernel';
import { createService, readConfig, ServiceCredentials } from '#service-kit';
import { apiGatewayConfig } from '../api-gateway.config.js';
import { ApiGatewayModule } from '../api-gateway.module.js';
import { type Seen, UpstreamFixture } from './upstream-fixture.js';

const secret = 'internal secret of the gateway specs';
export const API_KEY = `fg_test_${'a'.repeat(32)}`;

type Init = RequestInit & { headers?: Record<string, string> };

/** The whole gateway, listening, before upstreams that are fixtures; `auth` knows one key and one API key. */
export class GatewayFixture {
  readonly auth = new UpstreamFixture();
  readonly payment = new UpstreamFixture();
  readonly booking = new UpstreamFixture();
  /** Sessions auth says were ended. */
  ended: string[] = [];
  url = '';
  private app: NestFastifyApplication;
  private address = 0;
  private readonly counts = new Map<string, number>();
  private readonly exp = Math.floor(Date.now() / 1000) + 900;
  private key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  private jwk: JWK;

  /** @param environment replaces the usual settings */
  constructor(private readonly environment: Readonly<Record<string, string>> = {}) {}

  async start(): Promise<void> {
    await Promise.all([this.auth.start(), this.payment.start(), this.booking.start()]);
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    this.key = privateKey;
    this.jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const ofKey = await this.sign({ mid: 'm-of-key' });
    this.auth.answer = (seen, response) => void response.end(this.authAnswer(seen, ofKey, response));
    this.app = await createService({ name: 'api-gateway', config: this.config(), module: ApiGatewayModule });
    await this.app.init();
    await this.app.listen({ port: 0, host: '127.0.0.1' });
    this.url = await this.app.getUrl();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await Promise.all([this.auth.stop(), this.payment.stop(), this.booking.stop()]);
  }

  /** An access token; `claims` replace the usual ones. */
  sign(claims: Record<string, unknown> = {}): Promise<string> {
    const usual = { sub: newId(), role: 'merchant', typ: 'access', livemode: false, iss: 'faregate', aud: 'faregate' };
    return new SignJWT({ ...usual, exp: this.exp, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(this.key);
  }

  /** Each call comes from an address of its own, unless it says which. */
  readonly call = (path: string, init: Init = {}): Promise<Response> => {
    this.address += 1;
    const headers = { 'x-forwarded-for': `203.0.113.${this.address % 250}`, ...init.headers };
    return fetch(this.url + path, { redirect: 'manual', ...init, headers });
  };

  /** The statuses of calls one after the other. */
  async statuses(times: number, path: string, init: (i: number) => Init): Promise<number[]> {
    const all: number[] = [];
    for (let i = 0; i < times; i += 1) all.push((await this.call(path, init(i))).status);
    return all;
  }

  private authAnswer({ url: path, headers, body }: Seen, ofKey: string, response: { statusCode: number }): string {
    if (path === '/.well-known/jwks.json') return JSON.stringify({ keys: [this.jwk] });
    if (!path.startsWith('/internal/')) return '{"success":true,"data":{"access":"x"}}';
    new ServiceCredentials('auth', secret).verify(headers['x-internal-credential']);
    const success = (data: object) => JSON.stringify({ success: true, data });
    if (path === '/internal/sessions/ended') return success({ session_ids: this.ended, user_ids: [] });
    if (path === '/internal/acts') return success({ id: newId() });
    if (path === '/internal/rate-limits/take') return success({ retry_after_s: this.count(body) });
    if (path === '/internal/rate-limits/reconcile') return success({ tokens: [] });
    if ((JSON.parse(body.toString()) as { key: string }).key === API_KEY) {
      return success({
        access: ofKey,
        expires_at: new Date(Date.now() + 60_000).toISOString(),
        key_id: 'key-1',
        allowed_ips: null,
      });
    }
    response.statusCode = 401;
    return '{"success":false,"exception":{"code":1002,"message":"","description":"no","meta":null}}';
  }

  private count(body: Buffer): number {
    const { name, points } = JSON.parse(body.toString()) as { name: string; points: number };
    const counted = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, counted);
    return counted > points ? 60 : 0;
  }

  private config() {
    return readConfig(apiGatewayConfig, {
      NODE_ENV: 'test',
      PORT: '1',
      INTERNAL_SECRET: secret,
      TRUSTED_HOPS: '1',
      LOG_LEVEL: 'silent',
      CORS_ORIGINS: 'https://shop.example',
      AUTH_URL: this.auth.url,
      PAYMENT_URL: this.payment.url,
      BOOKING_URL: this.booking.url,
      API_RATE_LIMIT_PER_SECOND: '50',
      ...this.environment,
    });
  }
}

export async function codeOf(response: Response): Promise<number | undefined> {
  return ((await response.json()) as { exception?: { code: number } }).exception?.code;
}
