import type { RecordActRequest } from '#contracts';
import type { InternalClient } from '#service-kit';
import { AuditLog, type Requester } from '../application/ports.js';

/** Written down at auth. */
export class AuthAuditLog extends AuditLog {
  constructor(private readonly auth: InternalClient) {
    super();
  }

  override async note(
    { userId, credentialId, ip, requestId }: Requester,
    action: string,
    target: { readonly type: string; readonly id: string },
  ): Promise<void> {
    const body: RecordActRequest = {
      action,
      actor_id: userId,
      credential_id: credentialId,
      target_type: target.type,
      target_id: target.id,
      ip,
      request_id: requestId,
    };
    await this.auth.post('/internal/acts', body);
  }
}
