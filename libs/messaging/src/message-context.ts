import { AsyncLocalStorage } from 'node:async_hooks';

/** What a request carries along: written into the events it causes, restored for the handlers that hear them. */
export interface MessageContext {
  readonly correlationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** Set by the HTTP edge for each request and by the transport for each batch with one cause; read by the outbox. */
export const messageContext = new AsyncLocalStorage<MessageContext>();
