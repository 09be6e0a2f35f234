import { Injectable } from '@nestjs/common';
import { ProviderAccounts } from '../ports.js';

/** The platform's accounts stand beside the merchants', without their secrets. */
@Injectable()
export class SeedAccounts {
  constructor(private readonly accounts: ProviderAccounts) {}

  execute(): Promise<void> {
    return this.accounts.seedPlatform();
  }
}
