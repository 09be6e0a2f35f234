import { runService } from '#service-kit';
import { apiGatewayConfig } from './api-gateway.config.js';
import { ApiGatewayModule } from './api-gateway.module.js';

await runService({ name: 'api-gateway', config: apiGatewayConfig, module: ApiGatewayModule });
