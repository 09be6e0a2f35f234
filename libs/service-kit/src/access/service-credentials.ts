import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ServiceName } from '#contracts';
import { DomainError, ERROR, hmacKey } from '#kernel';

/** The header a service shows its credential in; the gateway strips it from what comes from outside. */
export const CREDENTIAL_HEADER = 'x-internal-credential';

const LIFE_S = 60;
const REUSE_S = 30;
const LEEWAY_S = 5;
const HEADER = encode({ alg: 'HS256', typ: 'service+jwt' });

interface Claims {
  readonly iss: ServiceName;
  readonly aud: ServiceName;
  readonly exp: number;
}

interface Issued {
  readonly token: string;
  readonly freshUntilS: number;
}

/**
 * Credentials services show each other: HS256 JWTs by the platform's internal secret, from one service for one other,
 * good for 60 s and reused for 30. They say which service calls, not on whose behalf.
 */
export class ServiceCredentials {
  private readonly issued = new Map<ServiceName, Issued>();

  constructor(
    private readonly self: ServiceName,
    private readonly secret: string,
    private readonly nowS: () => number = () => Math.floor(Date.now() / 1000),
    /** Accepted too, while the secret is changed replica by replica; '' for none. */
    private readonly alsoAccepted = '',
  ) {}

  /** A credential to show to `audience`. */
  issueFor(audience: ServiceName): string {
    const now = this.nowS();
    const kept = this.issued.get(audience);
    if (kept && now < kept.freshUntilS) return kept.token;
    const body = `${HEADER}.${encode({ iss: this.self, aud: audience, iat: now, exp: now + LIFE_S })}`;
    const token = `${body}.${mac(this.secret, body)}`;
    this.issued.set(audience, { token, freshUntilS: now + REUSE_S });
    return token;
  }

  /** The service that shows `token` to us; refuses (1002) what is forged, out of date or meant for another. */
  verify(token: unknown): ServiceName {
    if (typeof token !== 'string' || token.length > 1_000) throw refused();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const secrets = this.alsoAccepted === '' ? [this.secret] : [this.secret, this.alsoAccepted];
    const signed = secrets.some((secret) => isSame(signature, mac(secret, `${header}.${payload}`)));
    if (header !== HEADER || !signed) throw refused();
    const { iss, aud, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    if (aud !== this.self || exp + LEEWAY_S < this.nowS()) throw refused();
    return iss;
  }
}

function mac(secret: string, body: string): string {
  return createHmac('sha256', hmacKey(secret)).update(body).digest('base64url');
}

function isSame(signature: string, right: string): boolean {
  const [given, expected] = [Buffer.from(signature), Buffer.from(right)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function refused(): DomainError {
  return new DomainError(ERROR.unauthenticated, 'A service credential is needed.');
}
