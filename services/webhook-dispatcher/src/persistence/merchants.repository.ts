import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Merchants } from '../application/ports.js';

const KNOW = sql('merchant.know', `insert into merchant (id) values ($1) on conflict (id) do nothing`);
const NOTE_PROFILE = sql(
  'merchant.note-profile',
  `with before as (select webhook_url from merchant where id = $1 and profile_version < $3 for update)
   update merchant m set webhook_url = $2, profile_version = $3 from before where m.id = $1
   returning before.webhook_url as previous_url`,
);
const NOTE_PAUSED = sql(
  'merchant.note-paused',
  `update merchant set paused = $2, pause_version = $3 where id = $1 and pause_version < $3`,
);

/**
 * What is remembered of merchants; profile and pause have versions of their own, because their events arrive in any
 * order.
 */
@Injectable()
export class MerchantsRepository extends Merchants {
  constructor(private readonly database: Database) {
    super();
  }

  override async noteProfile(merchantId: string, webhookUrl: string | null, version: number) {
    await this.database.execute(KNOW, [merchantId]);
    const values = [merchantId, webhookUrl, version];
    const [row] = await this.database.query<{ previous_url: string | null }>(NOTE_PROFILE, values);
    return row && { previousUrl: row.previous_url };
  }

  override async notePaused(merchantId: string, paused: boolean, version: number): Promise<boolean> {
    await this.database.execute(KNOW, [merchantId]);
    return (await this.database.execute(NOTE_PAUSED, [merchantId, paused, version])) === 1;
  }
}
