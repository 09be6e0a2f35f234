import { runService } from '#service-kit';
import { authConfig } from './auth.config.js';
import { AuthModule } from './auth.module.js';
import { migrations } from './persistence/migrations/index.js';
import { sealedColumns } from './persistence/sealed-columns.js';

await runService({ name: 'auth', config: authConfig, module: AuthModule, migrations, sealed: sealedColumns });
