import { runService } from '#service-kit';
import { migrations } from './persistence/migrations/index.js';
import { paymentConfig } from './payment.config.js';
import { PaymentModule } from './payment.module.js';

await runService({ name: 'payment', config: paymentConfig, module: PaymentModule, migrations });
