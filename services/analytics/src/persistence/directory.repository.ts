import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { Directory } from '../application/ports.js';
import type { AdminNews, MerchantNews } from '../domain/directory.js';

/**
 * The first word about a merchant is its registration unless it overtook it: then the earliest known time stands in.
 */
const PROFILE = sql(
  'analytics.hear-profile',
  `insert into merchant as m (id, livemode, name, email, profile_version, registered_at)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (id) do update set
     name            = case when excluded.profile_version > m.profile_version then excluded.name else m.name end,
     email           = case when excluded.profile_version > m.profile_version then excluded.email else m.email end,
     livemode        = case when excluded.profile_version > m.profile_version then excluded.livemode else m.livemode end,
     profile_version = greatest(m.profile_version, excluded.profile_version),
     registered_at   = least(m.registered_at, excluded.registered_at)`,
);
const STANDING = sql(
  'analytics.hear-standing',
  `insert into merchant as m (id, livemode, disabled, standing_version) values ($1, $2, $3, $4)
   on conflict (id) do update set disabled = excluded.disabled, standing_version = excluded.standing_version
   where excluded.standing_version > m.standing_version`,
);
const ADMIN = sql(
  'analytics.hear-admin',
  `insert into admin as a (id, version, disabled) values ($1, $2, $3)
   on conflict (id) do update set version = excluded.version, disabled = excluded.disabled
   where excluded.version > a.version`,
);

/** Merchants and admins change rarely: a statement each. */
@Injectable()
export class PostgresDirectory extends Directory {
  constructor(private readonly database: Database) {
    super();
  }

  override async hear(merchants: readonly MerchantNews[], admins: readonly AdminNews[]): Promise<void> {
    for (const news of merchants) await this.hearMerchant(news);
    for (const { id, version, disabled } of admins) await this.database.write(ADMIN, [id, version, disabled]);
  }

  private async hearMerchant({ id, version, livemode, occurredAt, profile, disabled }: MerchantNews): Promise<void> {
    if (profile) {
      const { name, email } = profile;
      await this.database.write(PROFILE, [id, livemode, name, email, version, occurredAt]);
    }
    if (disabled !== undefined) await this.database.write(STANDING, [id, livemode, disabled, version]);
  }
}
