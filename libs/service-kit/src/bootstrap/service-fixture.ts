import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { newId } from '#kernel';
import type { EdgeConfig } from '../config/common-environment.js';
import { createService } from './create-service.js';
import type { ServiceOptions } from './service-options.js';

export const INTERNAL_SECRET = 'an internal secret of the specs, long enough';

/** A key set server and a signer: what specs need of auth. */
export class AuthFixture {
  readonly kid = newId();
  fetches = 0;
  private readonly jwks: JWK[] = [];
  private server: Server | undefined;
  private key: CryptoKey | undefined;
  url = '';

  async start(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    this.key = privateKey;
    this.jwks.push({ ...(await exportJWK(publicKey)), kid: this.kid, alg: 'ES256', use: 'sig' });
    this.server = createServer((_request, response) => {
      this.fetches += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.jwks }));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** An access token; `claims` replace the usual ones. */
  token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key = this.key): Promise<string> {
    const usual = { sub: newId(), role: 'customer', typ: 'access', livemode: false, iss: 'faregate', aud: 'faregate' };
    const exp = Math.floor(Date.now() / 1000) + 900;
    return new SignJWT({ ...usual, exp, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: this.kid, ...header })
      .sign(key as CryptoKey);
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

export function configFixture(authUrl: string): EdgeConfig {
  return {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'debug',
    TRUSTED_HOPS: 0,
    INTERNAL_SECRET,
    AUTH_URL: authUrl,
    PUBLIC_URL: 'http://localhost:8080',
    SHUTDOWN_GRACE_MS: 2_000,
  };
}

export interface ServiceFixture {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly logs: string[];
}

/** A whole service listening on a free port, its log lines kept. */
export async function serviceFixture(
  module: Type<unknown>,
  authUrl: string,
  options: Partial<ServiceOptions> = {},
): Promise<ServiceFixture> {
  const logs: string[] = [];
  const config = configFixture(authUrl);
  const app = await createService({
    name: 'payment',
    config,
    module,
    logs: { write: (line) => logs.push(line) },
    ...options,
  });
  await app.init();
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url: await app.getUrl(), logs };
}
