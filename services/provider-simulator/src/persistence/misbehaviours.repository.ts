import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, filtered, sql } from '#postgres';
import { Misbehaviours } from '../application/ports.js';
import type { Misbehaviour, MisbehaviourKind } from '../domain/misbehaviour.js';

const ADD = sql(
  'misbehaviours.add',
  'insert into misbehaviour (id, kind, reference, value, remaining, until) values ($1, $2, $3, $4, $5, $6)',
);
const LIST = sql(
  'misbehaviours.list',
  'select id, kind, reference, value, remaining, until from misbehaviour order by created_at, id',
);
const REMOVE = filtered('misbehaviours.remove', { id: 'id = ?' }, (where) => `delete from misbehaviour where ${where}`);
const SPEND = sql('misbehaviours.spend', 'update misbehaviour set remaining = $2 where id = $1');

const NONE: readonly Misbehaviour[] = [];

/** Scripts in a table, mirrored in memory: without any, asking costs nothing. */
@Injectable()
export class MisbehavioursRepository extends Misbehaviours implements OnApplicationBootstrap {
  private readonly logger = new Logger('Misbehaviours');
  private active: Misbehaviour[] = [];

  constructor(private readonly database: Database) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.active = await this.database.query<Misbehaviour>(LIST);
  }

  override use(kinds: readonly MisbehaviourKind[], names: readonly (string | undefined)[]): readonly Misbehaviour[] {
    if (this.active.length === 0) return NONE;
    const now = Date.now();
    const used = this.active.filter(
      ({ kind, reference, remaining, until }) =>
        kinds.includes(kind) &&
        (reference === null || names.includes(reference)) &&
        (remaining === null || remaining > 0) &&
        (until === null || until.getTime() > now),
    );
    for (const one of used) if (one.remaining !== null) this.spend(one, one.remaining - 1);
    return used;
  }

  override async add(one: Misbehaviour): Promise<void> {
    await this.database.execute(ADD, [one.id, one.kind, one.reference, one.value, one.remaining, one.until]);
    this.active.push(one);
  }

  override list(): readonly Misbehaviour[] {
    return this.active;
  }

  override async remove(id: string | null): Promise<number> {
    this.active = id === null ? [] : this.active.filter((one) => one.id !== id);
    return this.database.execute(...REMOVE.by([], { id }));
  }

  /** Counted in memory at once; the row follows. A count that is lost with the process only scripts a little more. */
  private spend(one: Misbehaviour, remaining: number): void {
    this.active = this.active.map((other) => (other.id === one.id ? { ...other, remaining } : other));
    this.database.execute(SPEND, [one.id, remaining]).catch((error: unknown) => {
      this.logger.warn({ msg: 'a use of a script was not written down', err: error });
    });
  }
}
