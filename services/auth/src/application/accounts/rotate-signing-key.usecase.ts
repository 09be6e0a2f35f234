import { Injectable } from '@nestjs/common';
import { AuditLog, SigningKeys, type Visitor } from '../ports.js';

/** Makes the next key for access tokens. Written down first: a key that nobody noted must not come to sign. */
@Injectable()
export class RotateSigningKey {
  constructor(
    private readonly keys: SigningKeys,
    private readonly audit: AuditLog,
  ) {}

  async execute(visitor: Visitor): Promise<{ readonly kid: string; readonly signsFrom: Date }> {
    const target = { type: 'platform', id: 'signing-keys' };
    await this.audit.write({ action: 'signing_key_rotated', actorId: null, target, visitor });
    return this.keys.rotate();
  }
}
