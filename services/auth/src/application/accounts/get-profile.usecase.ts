import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { notFound } from '../../domain/auth.errors.js';
import { Accounts } from '../ports.js';

@Injectable()
export class GetProfile {
  constructor(private readonly accounts: Accounts) {}

  async execute(userId: string): Promise<Account> {
    const account = await this.accounts.find(userId);
    if (!account) throw notFound('account');
    return account;
  }
}
