import { ArgumentsHost, Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import type { MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import { RabbitTransport } from './consumer/rabbit-transport.js';

/** Nest would turn every error into "Internal server error"; the transport has to see its kind. */
@Catch()
class WholeErrors implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Gives the application's `@EventPattern` handlers to the transport. Call it before `startAllMicroservices()`, which
 * starts the consumers; `app.close()` lets them finish.
 */
export function connectMessaging(app: INestApplication): void {
  const strategy = app.get(RabbitTransport, { strict: false });
  // Deferred, because filters have to be there before the handlers are registered; the rest is what Nest does itself.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy },
    { deferInitialization: true },
  ) as unknown as NestMicroservice;
  microservice.useGlobalFilters(new WholeErrors());
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
}
