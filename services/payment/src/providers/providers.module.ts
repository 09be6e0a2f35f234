import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock, SystemClock } from '#kernel';
import { PaymentProviders } from './payment-provider.js';
import { type ProviderEntry, ProviderRegistry } from './provider-registry.js';
import { SIMULATOR, SimulatorAdapter } from './simulator/simulator.adapter.js';
import { SimulatorClient } from './simulator/simulator.client.js';

export interface SimulatorOptions {
  readonly url: string;
  readonly apiKey: string;
  /** Current first; two during a rotation. */
  readonly webhookSecrets: readonly string[];
  readonly checkoutSecret: string;
  /** Our inbound route for its events; ends in a slash. */
  readonly notifyUrl: string;
  readonly timeoutMs: number;
}

/** The providers that are configured; what is left out does not exist. */
export interface ProvidersOptions {
  readonly simulator?: SimulatorOptions;
}

/** The only file that names concrete provider adapters. Gives `PaymentProviders`. */
@Module({})
export class ProvidersModule {
  static forRoot(options: ProvidersOptions): DynamicModule {
    return {
      module: ProvidersModule,
      global: true,
      providers: [
        { provide: PaymentProviders, useFactory: () => new ProviderRegistry(entriesOf(options, new SystemClock())) },
      ],
      exports: [PaymentProviders],
    };
  }
}

export function entriesOf({ simulator }: ProvidersOptions, clock: Clock): ProviderEntry[] {
  return simulator ? [simulatorEntry(simulator, clock)] : [];
}

function simulatorEntry(options: SimulatorOptions, clock: Clock): ProviderEntry {
  const secrets = { api_key: options.apiKey, checkout_secret: options.checkoutSecret };
  if ([...Object.values(secrets), ...options.webhookSecrets].some((secret) => secret.trim() === '')) {
    throw new Error('the simulator has a blank secret');
  }
  const client = new SimulatorClient({ baseUrl: options.url, timeoutMs: options.timeoutMs });
  return {
    provider: new SimulatorAdapter(client, clock, options.notifyUrl),
    modes: ['test'],
    platformAccount: {
      id: 'platform',
      provider: SIMULATOR,
      livemode: false,
      platform: true,
      secrets,
      webhookSecrets: options.webhookSecrets,
    },
    close: () => client.close(),
  };
}
