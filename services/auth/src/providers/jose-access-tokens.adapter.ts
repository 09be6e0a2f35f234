import { Injectable } from '@nestjs/common';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { Clock, newId } from '#kernel';
import { SecretBox } from '#service-kit';
import { AccessTokenIssuer, type PublicJwk, type SignedToken, type SigningKeys } from '../application/ports.js';
import type { AccessClaims } from '../domain/access-claims.js';
import { SigningKeyRows, type StoredKey } from '../persistence/signing-keys.repository.js';

const ALGORITHM = 'ES256';
const ISSUER = 'faregate';
const AUDIENCE = 'faregate';
/** Another replica may have made or retired a key; a new one signs half a minute after it was made. */
const RELOAD_AFTER_MS = 5_000;

interface KeyRing {
  readonly kid: string;
  readonly key: CryptoKey | Uint8Array;
  readonly published: PublicJwk[];
  readonly loadedAtMs: number;
}

/** Signs access tokens (ES256) with the newest key of the database and publishes all that tokens in use may need. */
@Injectable()
export class JoseAccessTokens extends AccessTokenIssuer implements SigningKeys {
  private ring: Promise<KeyRing> | undefined;

  constructor(
    private readonly rows: SigningKeyRows,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async issue(claims: AccessClaims, lifeS: number): Promise<SignedToken> {
    const { kid, key } = await this.current();
    const nowS = Math.floor(this.clock.now().getTime() / 1000);
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + lifeS)
      .sign(key);
    return { token, expiresAt: new Date((nowS + lifeS) * 1000) };
  }

  async published(): Promise<PublicJwk[]> {
    return (await this.current()).published;
  }

  async rotate(): Promise<{ kid: string; signsFrom: Date }> {
    const rotated = await this.rows.rotate(await this.generate());
    this.ring = undefined;
    return rotated;
  }

  private async current(): Promise<KeyRing> {
    const ring = await (this.ring ??= this.load());
    if (this.clock.now().getTime() - ring.loadedAtMs > RELOAD_AFTER_MS) this.ring = this.reload(ring);
    return ring;
  }

  private load(): Promise<KeyRing> {
    return this.read().catch((error: unknown) => {
      this.ring = undefined;
      throw error;
    });
  }

  /** What we have goes on when the database does not answer. */
  private reload(old: KeyRing): Promise<KeyRing> {
    return this.read().catch(() => ({ ...old, loadedAtMs: this.clock.now().getTime() }));
  }

  private async read(): Promise<KeyRing> {
    const stored = await this.rows.load(() => this.generate());
    const { kid, private_sealed: sealed } = stored.find(({ signs }) => signs) as StoredKey;
    const key = await importJWK(JSON.parse(this.box.open(sealed, contextOf(kid))) as JWK, ALGORITHM);
    return { kid, key, published: stored.map((one) => one.public_jwk), loadedAtMs: this.clock.now().getTime() };
  }

  private async generate(): Promise<Omit<StoredKey, 'signs'>> {
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    const kid = newId();
    const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: ALGORITHM };
    const sealed = this.box.seal(JSON.stringify(await exportJWK(privateKey)), contextOf(kid));
    return { kid, public_jwk: publicJwk, private_sealed: sealed };
  }
}

function contextOf(kid: string): string {
  return `signing-key:${kid}`;
}
