export { tryAdvisoryLock, withAdvisoryLock } from './advisory-lock.js';
export { createDataSource, type Entities, type Migrations, type PostgresOptions } from './data-source.js';
export { Database, type TransactionOptions } from './database.js';
export { isConflict, isConnectionLoss, isRetryable, isUnwritable, violatedConstraint } from './errors.js';
export { filtered, type FilteredStatement } from './filtered.js';
export { LeaseHolder, leaseHolderMigrations } from './lease-holder/index.js';
export { pendingMigrations, runMigrations } from './migrations.js';
export { type PostgresAsyncOptions, PostgresModule } from './postgres.module.js';
export { namedStatements, sql, type Statement } from './statement.js';
