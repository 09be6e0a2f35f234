import { runService } from '#service-kit';
import { analyticsConfig } from './analytics.config.js';
import { AnalyticsModule } from './analytics.module.js';
import { migrations } from './persistence/migrations/index.js';

await runService({ name: 'analytics', config: analyticsConfig, module: AnalyticsModule, migrations });
