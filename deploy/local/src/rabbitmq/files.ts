import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../process/account.js';

export interface RabbitFiles {
  folder: string;
  account: Account | undefined;
  port: number;
  user: string;
  password: string;
  cookie: string;
}

/** Writes what the node reads at its start; its data stays. Keys are those that 3.10 and 4.x both know. */
export function writeRabbitFiles(files: RabbitFiles): void {
  const { folder, account } = files;
  for (const path of [folder, join(folder, 'log'), join(folder, 'data')]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    own(path, account);
  }
  const write = (name: string, text: string, mode: number): void => {
    const path = join(folder, name);
    if (existsSync(path)) chmodSync(path, 0o600);
    writeFileSync(path, text);
    chmodSync(path, mode);
    own(path, account);
  };
  write('rabbitmq.conf', config(files), 0o600);
  write('.erlang.cookie', files.cookie, 0o400);
  write('advanced.config', '[].\n', 0o600);
  write('enabled_plugins', '[].\n', 0o600);
  write('rabbitmq-env.conf', '', 0o600);
}

const config = ({ port, user, password }: RabbitFiles): string =>
  `listeners.tcp.default = 127.0.0.1:${port}
default_user = ${user}
default_pass = ${password}
default_vhost = /
loopback_users = none
log.file = false
log.console = true
log.console.level = warning
disk_free_limit.absolute = 200MB
# The write-ahead log of the quorum queues lives in memory until it is this big; the default of 512 MB is for big machines.
raft.wal_max_size_bytes = 64000000
# Nobody looks at the management plugin here: its collector would only cost.
collect_statistics = none
`;

function own(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid);
}
