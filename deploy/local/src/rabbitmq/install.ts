import { onPath } from '../process/on-path.js';
import { isRoot } from '../process/account.js';
import { run } from '../process/run.js';

interface PackageManager {
  program: string;
  /** Shell commands that install RabbitMQ without a question. */
  script: string;
  needsRoot: boolean;
  /** What a person would type. */
  byHand: string;
}

/**
 * Debian starts a service that it has installed. A policy that forbids it stands for the time of the installation, and
 * what was there before comes back however the installation ends. A broker that would come up at the next boot is
 * switched off too.
 */
const APT = `
set -eu
policy=/usr/sbin/policy-rc.d
kept=$policy.before-faregate
restore() { if [ -e "$kept" ]; then mv -f "$kept" "$policy"; else rm -f "$policy"; fi; }
if [ -e "$policy" ]; then mv -f "$policy" "$kept"; fi
trap restore EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\\nexit 101\\n' > "$policy"
chmod 755 "$policy"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=120 update || echo 'apt-get update failed; going on with the package lists that are there'
apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends rabbitmq-server
if command -v systemctl >/dev/null 2>&1; then systemctl disable rabbitmq-server >/dev/null 2>&1 || true; fi
`;

const MANAGERS: readonly PackageManager[] = [
  { program: 'apt-get', script: APT, needsRoot: true, byHand: 'sudo apt-get install rabbitmq-server' },
  {
    program: 'dnf',
    script: 'dnf install -y rabbitmq-server',
    needsRoot: true,
    byHand: 'sudo dnf install rabbitmq-server',
  },
  {
    program: 'yum',
    script: 'yum install -y rabbitmq-server',
    needsRoot: true,
    byHand: 'sudo yum install rabbitmq-server',
  },
  {
    program: 'zypper',
    script: 'zypper --non-interactive install rabbitmq-server',
    needsRoot: true,
    byHand: 'sudo zypper install rabbitmq-server',
  },
  { program: 'pacman', script: 'pacman -Sy --noconfirm rabbitmq', needsRoot: true, byHand: 'sudo pacman -S rabbitmq' },
  { program: 'brew', script: 'brew install --quiet rabbitmq', needsRoot: false, byHand: 'brew install rabbitmq' },
];

export const packageManager = (): PackageManager | undefined =>
  MANAGERS.find(({ program }) => onPath(program) !== undefined);

/**
 * How to run a command with the rights it needs, or undefined when that can't be done without asking for a password.
 */
export async function withoutAsking({ needsRoot }: Pick<PackageManager, 'needsRoot'>): Promise<string[] | undefined> {
  if (isRoot() !== needsRoot)
    return needsRoot && (await run('sudo', ['-n', 'true'])).status === 0 ? ['sudo', '-n'] : undefined;
  return [];
}

/** Installs RabbitMQ. Gives undefined when it worked, else what the package manager said. */
export async function installRabbit(manager: PackageManager, rights: readonly string[]): Promise<string | undefined> {
  const [command = '/bin/sh', ...args] = [...rights, '/bin/sh', '-c', manager.script];
  const { status, output } = await run(command, args);
  return status === 0 ? undefined : output;
}
