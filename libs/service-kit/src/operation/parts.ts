import { MessagingHealth, RabbitTransport } from '#messaging';
import { Database } from '#postgres';
import type { FactoryProvider } from '@nestjs/common';

/** What a service has beside HTTP: known by what its module imports. */
export class Parts {
  constructor(
    readonly database?: Database,
    readonly messaging?: MessagingHealth,
    readonly transport?: RabbitTransport,
  ) {}
}

export const partsProvider: FactoryProvider<Parts> = {
  provide: Parts,
  useFactory: (database?: Database, messaging?: MessagingHealth, transport?: RabbitTransport) =>
    new Parts(database, messaging, transport),
  inject: [Database, MessagingHealth, RabbitTransport].map((token) => ({ token, optional: true })),
};
