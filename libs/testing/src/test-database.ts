import { Client } from 'pg';
import { newId } from '#kernel';
import { createDataSource, Database, type Entities, type Migrations, runMigrations } from '#postgres';
import { dataServices } from './data-services.js';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  close(): Promise<void>;
}

/** A fresh database with the given migrations applied, for one spec file; `close` drops it. */
export async function testDatabase(options: {
  readonly migrations: Migrations;
  readonly entities?: Entities;
  readonly poolSize?: number;
}): Promise<TestDatabase> {
  const server = dataServices().databaseUrl;
  const name = `test_${newId().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const url = databaseUrl(server, name);
  await runMigrations(url, options.migrations);
  const { entities = [], poolSize = 5 } = options;
  const database = new Database(
    await createDataSource({ url, entities, poolSize, applicationName: 'spec' }).initialize(),
  );
  const close = async (): Promise<void> => {
    await database.close();
    await onServer(server, `drop database if exists ${name} with (force)`);
  };
  return { url, database, close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}
