import { SecretBox } from '#service-kit';
import { SecretSeals } from '../application/ports.js';

/** Signing secrets as AES-256-GCM ciphertext, bound to their endpoint. */
export class BoxedSecretSeals extends SecretSeals {
  private readonly box: SecretBox;

  constructor(encryptionKeys: string) {
    super();
    this.box = new SecretBox(encryptionKeys);
  }

  override seal(endpointId: string, secret: string): string {
    return this.box.seal(secret, contextOf(endpointId));
  }

  override open(endpointId: string, sealed: string): string {
    return this.box.open(sealed, contextOf(endpointId));
  }
}

const contextOf = (endpointId: string) => `endpoint:${endpointId}`;
