import { Injectable } from '@nestjs/common';
import type { Account } from '../../domain/account.js';
import { type AccountFilter, Accounts, type PageAfter } from '../ports.js';

@Injectable()
export class ListUsers {
  constructor(private readonly accounts: Accounts) {}

  execute(filter: AccountFilter, page: PageAfter<string>): Promise<Account[]> {
    return this.accounts.list(filter, page);
  }
}
