import { Logger } from '@nestjs/common';
import type { RegisterEndpointAnswer, RegisterEndpointRequest } from '#contracts';
import { DomainError, ERROR } from '#kernel';
import type { InternalClient } from '#service-kit';
import { type EndpointRequest, WebhookEndpoints } from '../application/ports.js';
import { wrongField } from '../domain/auth.errors.js';

/** Registration does not wait longer for another service. */
export const ENDPOINT_TIMEOUT_MS = 2_000;

export class DispatcherEndpoints extends WebhookEndpoints {
  private readonly logger = new Logger('WebhookEndpoints');

  constructor(private readonly dispatcher: InternalClient) {
    super();
  }

  override async register({ merchantId, livemode, url }: EndpointRequest): Promise<string | undefined> {
    const request: RegisterEndpointRequest = { merchant_id: merchantId, livemode, url };
    try {
      const { secret } = await this.dispatcher.post<RegisterEndpointAnswer>('/internal/endpoints', request);
      return secret ?? undefined;
    } catch (error) {
      if (error instanceof DomainError && error.code === ERROR.validation)
        throw wrongField('webhook_url', reasonOf(error));
      this.logger.warn({ msg: 'no endpoint was made yet; the event makes it later', err: error });
      return undefined;
    }
  }
}

/** The dispatcher's own field is `url`; ours is another. */
function reasonOf({ meta, description }: DomainError): string {
  const [fault] = (meta?.['errors'] ?? []) as readonly { readonly message?: string }[];
  return fault?.message ?? description;
}
