import { runService } from '#service-kit';
import { migrations } from './persistence/migrations/index.js';
import { webhookDispatcherConfig } from './webhook-dispatcher.config.js';
import { WebhookDispatcherModule } from './webhook-dispatcher.module.js';
import { sealedColumns } from './persistence/sealed-columns.js';

await runService({
  name: 'webhook-dispatcher',
  config: webhookDispatcherConfig,
  module: WebhookDispatcherModule,
  migrations,
  sealed: sealedColumns,
});
