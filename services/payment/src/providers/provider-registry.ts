import { type PaymentProvider, PaymentProviders, type ProviderAccount } from './payment-provider.js';

/** One provider this process may use, and for what. */
export interface ProviderEntry {
  readonly provider: PaymentProvider;
  /** The modes it may be used in: the sandbox never sees live money, and live providers never play (rule R15). */
  readonly modes: readonly ('live' | 'test')[];
  readonly platformAccount?: ProviderAccount;
  close(): Promise<void>;
}

/** The configured providers, in order of preference. */
export class ProviderRegistry extends PaymentProviders {
  constructor(private readonly entries: readonly ProviderEntry[]) {
    super();
  }

  override find(name: string, livemode: boolean): PaymentProvider | undefined {
    return this.entry(name, livemode)?.provider;
  }

  override platformAccount(name: string, livemode: boolean): ProviderAccount | undefined {
    const account = this.entry(name, livemode)?.platformAccount;
    return account?.livemode === livemode ? account : undefined;
  }

  override names(livemode: boolean): readonly string[] {
    return this.entries.filter(({ modes }) => modes.includes(modeOf(livemode))).map(({ provider }) => provider.name);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.entries.map((entry) => entry.close()));
  }

  private entry(name: string, livemode: boolean): ProviderEntry | undefined {
    return this.entries.find(({ provider, modes }) => provider.name === name && modes.includes(modeOf(livemode)));
  }
}

function modeOf(livemode: boolean): 'live' | 'test' {
  return livemode ? 'live' : 'test';
}
