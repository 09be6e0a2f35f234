import type { Fire } from '../chaos/fire.js';

/** A checkpoint that knows less than the one before it was written by somebody whose lease is over. */
const NOTE_BACK = `
  create table cursor_back (done text not null, before text not null);
  create function note_back() returns trigger language plpgsql security definer set search_path from current as $$
  begin
    insert into cursor_back values (new.done, old.done);
    return new;
  end $$;
  create trigger note_back before update on outbox_cursor for each row
    when (pg_snapshot_xmax(new.done) < pg_snapshot_xmax(old.done)) execute function note_back()`;

/** Asked before the conflict is found, so that it sees what the inbox only drops. */
const NOTE_COME = `
  create table come (event_id uuid not null);
  create function note_come() returns trigger language plpgsql security definer set search_path from current as $$
  begin
    insert into come values (new.event_id);
    return new;
  end $$;
  create trigger note_come before insert on inbox for each row
    when (new.consumer = 'analytics.on-payment') execute function note_come()`;

/** Notes in the databases what a relay does that nobody's books show: payment's cursor, and what analytics is sent. */
export class RelayWatch {
  private constructor(private readonly fire: Fire) {}

  static async begin(fire: Fire): Promise<RelayWatch> {
    await fire.sql('payment', (client) => client.query(NOTE_BACK));
    await fire.sql('analytics', (client) => client.query(NOTE_COME));
    return new RelayWatch(fire);
  }

  /** True when everything that payment's outbox holds is confirmed and checkpointed. */
  async isDone(): Promise<boolean> {
    const text = `select count(*)::int as n from outbox o, outbox_cursor c
      where not pg_visible_in_snapshot(o.xid, c.done)`;
    const { rows } = await this.fire.sql('payment', (client) => client.query<{ n: number }>(text));
    return rows[0]?.n === 0;
  }

  async faults(): Promise<string[]> {
    const back = await this.fire.sql('payment', (client) =>
      client.query<{ done: string; before: string }>('select done, before from cursor_back'),
    );
    const twice = await this.fire.sql('analytics', (client) =>
      client.query<{ id: string }>('select event_id as id from come group by 1 having count(*) > 1'),
    );
    return [
      ...back.rows.map(({ done, before }) => `the cursor went back from ${before} to ${done}`),
      ...twice.rows.map(({ id }) => `event ${id} was published twice`),
    ];
  }

  async end(): Promise<void> {
    await this.fire.sql('payment', (client) => client.query('drop function note_back cascade; drop table cursor_back'));
    await this.fire.sql('analytics', (client) => client.query('drop function note_come cascade; drop table come'));
  }
}
