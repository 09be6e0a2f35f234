import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Account, canReach } from '../process/account.js';

/**
 * Where data goes that the state folder can't hold, because the account that PostgreSQL or RabbitMQ runs as can't get
 * into it.
 */
const OUTSIDE = '/var/lib/faregate';

/** The folder that keeps everything of one local Faregate: data, secrets, logs. Made when it is missing. */
export class StateFolder {
  readonly path: string;
  /** Eight hex digits that tell this state from every other one on the machine; made by chance with the folder. */
  readonly id: string;

  constructor(
    path: string,
    private readonly outsideBase = OUTSIDE,
  ) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
    this.path = realpathSync(path);
    mkdirSync(join(this.path, 'logs'), { recursive: true });
    writeFileSync(join(this.path, '.gitignore'), '*\n');
    this.id = this.knownId() ?? this.newId();
  }

  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  log(name: string): string {
    return this.file('logs', `${name}.log`);
  }

  /** The folder for data of a process that runs as `account` (undefined: as ourselves); not created. */
  dataFolder(name: string, account: Account | undefined): string {
    if (account === undefined || canReach(account, this.path)) return this.file(name);
    mkdirSync(this.outside, { recursive: true, mode: 0o711 });
    writeFileSync(join(this.outside, 'belongs-to'), this.path);
    return join(this.outside, name);
  }

  /** Every folder that belongs to this state; those outside may not exist. */
  get folders(): readonly string[] {
    return [this.outside, this.path];
  }

  remove(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
    if (this.outsideFolders().length === 0) rmSync(this.outsideBase, { recursive: true, force: true });
  }

  private get outside(): string {
    return join(this.outsideBase, this.id);
  }

  private knownId(): string | undefined {
    const file = this.file('id');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  }

  /** A folder that was deleted by hand and made again has lost the keys to its data outside: that data goes. */
  private newId(): string {
    for (const folder of this.outsideFolders()) {
      const owner = join(folder, 'belongs-to');
      if (existsSync(owner) && readFileSync(owner, 'utf8') === this.path)
        rmSync(folder, { recursive: true, force: true });
    }
    const id = randomBytes(4).toString('hex');
    writeFileSync(this.file('id'), id);
    return id;
  }

  private outsideFolders(): string[] {
    if (!existsSync(this.outsideBase)) return [];
    return readdirSync(this.outsideBase).map((name) => join(this.outsideBase, name));
  }
}
