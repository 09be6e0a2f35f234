import { Injectable } from '@nestjs/common';
import { MerchantAccounts, type MerchantNews } from '../ports.js';

/** Keeps payment's own copy of what auth says of merchants. */
@Injectable()
export class LearnMerchants {
  constructor(private readonly merchants: MerchantAccounts) {}

  execute(news: readonly MerchantNews[]): Promise<void> {
    return this.merchants.learn(news);
  }
}
