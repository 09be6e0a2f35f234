import { runService } from '#service-kit';
import { migrations } from './persistence/migrations/index.js';
import { simulatorConfig } from './provider-simulator.config.js';
import { ProviderSimulatorModule } from './provider-simulator.module.js';

await runService({ name: 'provider-simulator', config: simulatorConfig, module: ProviderSimulatorModule, migrations });
