import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import type { Account } from '../../domain/account.js';
import { ApiKeyMint } from '../api-keys/api-key-mint.js';
import { Transactions, type Visitor, WebhookEndpoints } from '../ports.js';
import { type OpenedSession, SessionOpener } from '../sessions/session-opener.js';
import { type Application, Enrolment } from './enrolment.js';

export interface MerchantApplication extends Application {
  readonly webhookUrl?: string | undefined;
}

export interface RegisteredMerchant {
  readonly account: Account;
  readonly session: OpenedSession;
  /** In clear, this once. */
  readonly apiKey: string;
  readonly webhookSecret: string | undefined;
}

/** Merchants begin in the sandbox (R15). */
const LIVEMODE = false;
const UNRESTRICTED = { scopes: null, allowedIps: null };

@Injectable()
export class RegisterMerchant {
  constructor(
    private readonly transactions: Transactions,
    private readonly enrolment: Enrolment,
    private readonly endpoints: WebhookEndpoints,
    private readonly keys: ApiKeyMint,
    private readonly sessions: SessionOpener,
  ) {}

  async execute(application: MerchantApplication, visitor: Visitor): Promise<RegisteredMerchant> {
    const applicant = await this.enrolment.prepare(application);
    const { webhookUrl = null } = application;
    const merchant = { id: newId(), livemode: LIVEMODE, liveSince: null, webhookUrl };
    // Asked before the commit: afterwards the event may make the endpoint first, and its secret is told only once.
    const webhookSecret = await this.endpointSecret(merchant.id, application.webhookUrl);
    return this.transactions.run(async () => {
      const account = await this.enrolment.admit(applicant, { role: 'merchant', merchant, actorId: null, visitor });
      const about = { merchantId: merchant.id, livemode: LIVEMODE, name: 'Default', fence: UNRESTRICTED };
      const { secret: apiKey } = await this.keys.mint(about);
      return { account, apiKey, webhookSecret, session: await this.sessions.open(account) };
    });
  }

  private async endpointSecret(merchantId: string, url: string | undefined): Promise<string | undefined> {
    if (url === undefined) return undefined;
    return this.endpoints.register({ merchantId, livemode: LIVEMODE, url });
  }
}
