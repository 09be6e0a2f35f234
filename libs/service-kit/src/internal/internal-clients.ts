import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ServiceName } from '#contracts';
import { ServiceCredentials } from '../access/service-credentials.js';
import { InternalClient, type InternalClientOptions } from './internal-client.js';

/** Makes the clients by which this service calls others; their connections close with the service. */
@Injectable()
export class InternalClients implements OnApplicationShutdown {
  private readonly made: InternalClient[] = [];

  constructor(private readonly credentials: ServiceCredentials) {}

  to(
    service: ServiceName,
    baseUrl: string,
    options: Pick<InternalClientOptions, 'timeoutMs' | 'connections'> = {},
  ): InternalClient {
    const client = new InternalClient({ to: service, baseUrl, credentials: this.credentials, ...options });
    this.made.push(client);
    return client;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.made.map((client) => client.close()));
  }
}
