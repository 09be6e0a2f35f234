import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { notFound, wrongField } from '../../domain/auth.errors.js';
import { Journal, merchantEvent } from '../journal.js';
import { Accounts, type AccountWithPassword, Transactions, type Visitor, WebhookEndpoints } from '../ports.js';
import { type NewPassword, PasswordChange } from './password-change.js';

export interface ProfileChange {
  readonly name?: string | undefined;
  /** Null removes it. */
  readonly webhookUrl?: string | null | undefined;
  readonly password?: NewPassword | undefined;
}

export interface Self {
  readonly userId: string;
  readonly sessionId: string | undefined;
}

@Injectable()
export class UpdateProfile {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly passwordChange: PasswordChange,
    private readonly endpoints: WebhookEndpoints,
    private readonly journal: Journal,
  ) {}

  async execute(
    { userId, sessionId }: Self,
    change: ProfileChange,
    visitor: Visitor,
  ): Promise<{ readonly account: Account; readonly webhookSecret: string | undefined }> {
    const webhookSecret = await this.endpointSecret(userId, change);
    const account = await this.transactions.run(async () => {
      const before = await this.locked(userId);
      const hash = change.password && (await this.passwordChange.prepare(before, change.password));
      const after = changed(before.account, change);
      await this.accounts.save(after);
      if (hash !== undefined) await this.passwordChange.apply(after, hash, sessionId);
      const target = { type: 'user', id: userId };
      const entry = {
        action: 'profile_updated',
        actorId: userId,
        target,
        detail: { fields: fieldsOf(change) },
        visitor,
      };
      const told = change.name !== undefined || change.webhookUrl !== undefined;
      await this.journal.write(entry, told ? merchantEvent('merchant.updated', after) : []);
      return after;
    });
    return { account, webhookSecret };
  }

  /** Before the commit, as at registration: the secret of an endpoint is told only to who made it. */
  private async endpointSecret(userId: string, { webhookUrl }: ProfileChange): Promise<string | undefined> {
    if (webhookUrl === undefined) return undefined;
    const account = await this.accounts.find(userId);
    if (!account?.merchant || account.teamRole !== 'owner') throw wrongField('webhook_url', 'is for merchants');
    if (webhookUrl === null || webhookUrl === account.merchant.webhookUrl) return undefined;
    const { id: merchantId, livemode } = account.merchant;
    return this.endpoints.register({ merchantId, livemode, url: webhookUrl });
  }

  private async locked(userId: string): Promise<AccountWithPassword> {
    const found = await this.accounts.lock(userId);
    if (!found) throw notFound('account');
    return found;
  }
}

function changed(account: Account, { name, webhookUrl, password }: ProfileChange): Account {
  const { merchant, sessionVersion } = account;
  return {
    ...account,
    name: name?.trim() ?? account.name,
    sessionVersion: password ? sessionVersion + 1 : sessionVersion,
    merchant: merchant && {
      ...merchant,
      webhookUrl: webhookUrl === undefined ? merchant.webhookUrl : webhookUrl,
      version: merchant.version + 1,
    },
  };
}

/** Names only: the audit log takes no values. */
function fieldsOf(change: ProfileChange): string[] {
  return Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
}
