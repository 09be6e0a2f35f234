/**
 * Settings of the private server, given on its command line so that an old cluster takes a changed one at its next
 * start. Durability is as in production: fsync and synchronous_commit stay on, because what is acknowledged must
 * survive kill -9.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // Taken as it is used: an idle platform stays within 1.2 GB, and the hot tables of a laptop fit in.
  shared_buffers: '512MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  fsync: 'on',
  synchronous_commit: 'on',
  // Nobody replicates from here: less log, and no launcher process.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Many short statements: compiling them costs more than it gives.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '%m [%p] %a ',
  password_encryption: 'scram-sha-256',
};

/** The settings as arguments of `postgres`. */
export const settings = (port: number): string[] =>
  Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
