import type { DynamicModule, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { ServiceName } from '#contracts';
import type { EdgeConfig } from '../config/common-environment.js';
import type { SealedColumn } from '../secrets/reseal.js';
import type { LogStream } from '../logging/log-stream.js';

export type Migration = new () => MigrationInterface;

/** A service's module: plain, or made from the configuration. */
export type ServiceModule<C> = Type<unknown> | { forRoot(config: C): DynamicModule };

export interface ServiceOptions<C extends EdgeConfig = EdgeConfig> {
  readonly name: ServiceName;
  readonly config: C;
  readonly module: ServiceModule<C>;
  /** In order; absent for a service without a database. */
  readonly migrations?: readonly Migration[];
  /** Where its database keeps ciphertext of `ENCRYPTION_KEYS`. */
  readonly sealed?: readonly SealedColumn[];
  /** Where log lines go instead of standard output. */
  readonly logs?: LogStream;
}
