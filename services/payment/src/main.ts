import { runService } from '#service-kit';
import { migrations } from './persistence/migrations/index.js';
import { paymentConfig } from './payment.config.js';
import { PaymentModule } from './payment.module.js';
import { sealedColumns } from './persistence/sealed-columns.js';

await runService({ name: 'payment', config: paymentConfig, module: PaymentModule, migrations, sealed: sealedColumns });
