import { Injectable } from '@nestjs/common';
import { Database, sql } from '#postgres';
import { type KeptCard, Vault } from '../application/ports.js';

const KEEP = sql(
  'vault.keep',
  'insert into vault_card (token, brand, last4, fingerprint, behaviour) values ($1, $2, $3, $4, $5)',
);
const FIND = sql('vault.find', 'select token, brand, last4, fingerprint, behaviour from vault_card where token = $1');

@Injectable()
export class VaultRepository extends Vault {
  constructor(private readonly database: Database) {
    super();
  }

  override async keep({ token, brand, last4, fingerprint, behaviour }: KeptCard): Promise<void> {
    await this.database.execute(KEEP, [token, brand, last4, fingerprint, behaviour]);
  }

  override async find(token: string): Promise<KeptCard | undefined> {
    const [card] = await this.database.query<KeptCard>(FIND, [token]);
    return card;
  }
}
