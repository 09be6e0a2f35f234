import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SeedAccounts } from '../application/merchants/seed-accounts.usecase.js';

/** Makes the platform's own provider accounts known when the service starts. */
@Injectable()
export class SeedAccountsJob implements OnApplicationBootstrap {
  constructor(private readonly seedAccounts: SeedAccounts) {}

  onApplicationBootstrap(): Promise<void> {
    return this.seedAccounts.execute();
  }
}
