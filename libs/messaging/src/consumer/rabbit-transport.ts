import { Inject, Injectable } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { defaultIfEmpty, from, isObservable, lastValueFrom } from 'rxjs';
import { EVENTS, isEventType, type ServiceName } from '#contracts';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';
import { routesOf } from '../topology/declare-topology.js';
import { ConsumerFactory, type QueueWorker } from './consumer-factory.js';
import { type EventHandler, eventHandler } from './event-handler.js';
import type { HandlerExtras } from './handler-extras.js';

/**
 * The NestJS transport of the platform: hands events to `@EventPattern` handlers in batches inside a transaction that
 * has remembered them. `listen` starts one worker a queue and does not wait for the broker; `close` lets them finish.
 */
@Injectable()
export class RabbitTransport extends Server implements CustomTransportStrategy {
  private workers: QueueWorker[] = [];

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly factory: ConsumerFactory,
  ) {
    super();
  }

  /** Queues of this service, and how many of them have their consumer. */
  get attachment(): { readonly queues: number; readonly attached: number } {
    return { queues: this.workers.length, attached: this.workers.filter(({ attached }) => attached).length };
  }

  override listen(callback: (error?: unknown) => void): void {
    try {
      const handlers = [...this.messageHandlers].map(([pattern, handler]) => this.eventHandler(pattern, handler));
      this.workers = this.workersFor(handlers);
      for (const worker of this.workers) worker.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  override async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }

  override on(): never {
    throw new Error('the transport emits nothing');
  }

  override unwrap<T>(): T {
    return this.factory as unknown as T;
  }

  private workersFor(handlers: readonly EventHandler[]): QueueWorker[] {
    const { service } = this.options;
    const routes = routesOf(service).filter(({ consumer }) => consumer === service);
    return routes.map((route) => this.factory.worker(route, handlersFrom(handlers, route.producer)));
  }

  private eventHandler(pattern: string, handler: MessageHandler): EventHandler {
    const { service } = this.options;
    if (!isEventType(pattern)) throw new Error(`no event is called ${pattern}`);
    if (!EVENTS[pattern].consumers.includes(service)) {
      throw new Error(`the contracts do not name ${service} as a consumer of ${pattern}`);
    }
    return eventHandler(pattern, (handler.extras ?? {}) as HandlerExtras, async (events) => {
      const result: unknown = await handler(events);
      await lastValueFrom(from(isObservable(result) ? result : [result]).pipe(defaultIfEmpty(undefined)));
    });
  }
}

function handlersFrom(handlers: readonly EventHandler[], producer: ServiceName): Map<string, EventHandler> {
  const own = handlers.filter(({ type }) => EVENTS[type].producer === producer);
  return new Map(own.map((handler) => [handler.type, handler]));
}
