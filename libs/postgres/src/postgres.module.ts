import { type DynamicModule, Logger, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { createDataSource, type PostgresOptions } from './data-source.js';
import { Database } from './database.js';

const OPTIONS = Symbol('PostgresOptions');

export interface PostgresAsyncOptions<Args extends unknown[] = never[]> {
  readonly inject?: DynamicModule['exports'];
  readonly useFactory: (...args: Args) => PostgresOptions | Promise<PostgresOptions>;
}

/** Provides `Database` and TypeORM's `DataSource` to the whole service, and closes them last. */
@Module({})
export class PostgresModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(options: PostgresOptions): DynamicModule {
    return this.build({ provide: OPTIONS, useValue: options });
  }

  /** Like `forRoot`, with options made from providers of global modules. */
  static forRootAsync<Args extends unknown[]>(options: PostgresAsyncOptions<Args>): DynamicModule {
    const useFactory = options.useFactory as (...args: unknown[]) => PostgresOptions | Promise<PostgresOptions>;
    return this.build({ provide: OPTIONS, useFactory, inject: (options.inject ?? []) as never[] });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }

  private static build(options: Provider): DynamicModule {
    const dataSource: Provider = { provide: DataSource, useFactory: connect, inject: [OPTIONS] };
    const database: Provider = {
      provide: Database,
      useFactory: (source: DataSource) => new Database(source),
      inject: [DataSource],
    };
    return {
      module: PostgresModule,
      global: true,
      providers: [options, dataSource, database],
      exports: [DataSource, Database],
    };
  }
}

async function connect(options: PostgresOptions): Promise<DataSource> {
  const logger = new Logger('Postgres');
  const onIdleError = (error: Error) => logger.warn(`an idle connection was lost: ${error.message}`);
  return createDataSource({ onIdleError, ...options }).initialize();
}
