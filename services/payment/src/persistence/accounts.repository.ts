import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { SecretBox } from '#service-kit';
import {
  type MerchantNews,
  MerchantAccounts,
  type MerchantTerms,
  PaymentProviders,
  ProviderAccounts,
} from '../application/ports.js';
import type { ProviderAccount } from '../application/provider-port.js';
import { DEFAULT_FEE_TERMS } from '../domain/pricing.js';

const terms = sql(
  'payment.fee-terms',
  `select fee_bps as "feeBps", fee_payer as "feePayer", disabled from merchant_account where merchant_id = $1`,
);

/** Events arrive in any order: profile and standing have versions of their own. */
const learn = sql(
  'payment.learn-profile',
  `insert into merchant_account as m (merchant_id, name, livemode, version) values ($1, $2, $3, $4)
   on conflict (merchant_id) do update set name = excluded.name, version = excluded.version, updated_at = now()
   where m.version < excluded.version`,
);

const learnStanding = sql(
  'payment.learn-standing',
  `insert into merchant_account as m (merchant_id, name, livemode, disabled, standing_version)
   values ($1, '', $2, $3, $4)
   on conflict (merchant_id) do update set disabled = excluded.disabled, standing_version = excluded.standing_version,
     updated_at = now()
   where m.standing_version < excluded.standing_version`,
);

@Injectable()
export class MerchantAccountRepository extends MerchantAccounts {
  constructor(private readonly database: Database) {
    super();
  }

  async terms(merchantId: string): Promise<MerchantTerms> {
    const [known] = await this.database.query<MerchantTerms>(terms, [merchantId]);
    return known ?? { ...DEFAULT_FEE_TERMS, disabled: false };
  }

  async learn(news: readonly MerchantNews[]): Promise<void> {
    for (const { merchantId, name, livemode, disabled, version } of news) {
      if (name !== undefined) await this.database.execute(learn, [merchantId, name, livemode, version]);
      if (disabled !== undefined) await this.database.execute(learnStanding, [merchantId, livemode, disabled, version]);
    }
  }
}

interface Row {
  readonly id: string;
  readonly provider: string;
  readonly livemode: boolean;
  readonly secrets: string;
  readonly webhookSecrets: string;
}

const COLUMNS = `id, provider, livemode, secrets_sealed as secrets, webhook_secrets_sealed as "webhookSecrets"`;

const byId = sql(
  'payment.account-by-id',
  `select ${COLUMNS} from provider_account where provider = $1 and id = $2 and livemode = $3 and merchant_id is not null`,
);

const ofMerchant = sql(
  'payment.accounts-of-merchant',
  `select ${COLUMNS} from provider_account where merchant_id = $1 and livemode = $2 order by created_at`,
);

const seed = sql(
  'payment.seed-account',
  `insert into provider_account (id, provider, livemode) values ($1, $2, $3) on conflict do nothing`,
);

/** Merchants' accounts, whose secrets are ciphertext here; the platform's own come from the environment. */
@Injectable()
export class ProviderAccountRepository extends ProviderAccounts {
  constructor(
    private readonly database: Database,
    private readonly providers: PaymentProviders,
    private readonly box: SecretBox,
  ) {
    super();
  }

  async find(provider: string, accountId: string, livemode: boolean): Promise<ProviderAccount | undefined> {
    const platform = this.providers.platformAccount(provider, livemode);
    if (platform?.id === accountId) return platform;
    const [row] = await this.database.query<Row>(byId, [provider, accountId, livemode]);
    return row && this.open(row);
  }

  async forMerchant(merchantId: string, provider: string, livemode: boolean): Promise<ProviderAccount | undefined> {
    const rows = await this.database.query<Row>(ofMerchant, [merchantId, livemode]);
    const own = rows.find((row) => row.provider === provider);
    return own ? this.open(own) : this.providers.platformAccount(provider, livemode);
  }

  async defaultProvider(merchantId: string, livemode: boolean): Promise<string | undefined> {
    const own = livemode ? await this.database.query<Row>(ofMerchant, [merchantId, livemode]) : [];
    return own[0]?.provider ?? this.providers.names(livemode)[0];
  }

  /** Makes the platform's accounts known by their ids, without their secrets. */
  async seedPlatform(): Promise<void> {
    for (const livemode of [true, false]) {
      for (const name of this.providers.names(livemode)) {
        const account = this.providers.platformAccount(name, livemode);
        if (account) await this.database.execute(seed, [account.id, name, livemode]);
      }
    }
  }

  private open(row: Row): ProviderAccount {
    const context = `provider-account:${row.id}`;
    return {
      id: row.id,
      provider: row.provider,
      livemode: row.livemode,
      platform: false,
      secrets: JSON.parse(this.box.open(row.secrets, context)) as Record<string, string>,
      webhookSecrets: JSON.parse(this.box.open(row.webhookSecrets, context)) as string[],
    };
  }
}
