import type { FastifyRequest } from 'fastify';
import { newId } from '#kernel';
import { messageContext } from '#messaging';

/**
 * What travels with a request through the whole platform: into logs, outgoing calls and events, and out of them
 * again.
 */
export interface RequestContext {
  readonly requestId: string;
  /** W3C trace context, passed along as it came. */
  readonly traceparent?: string;
}

const SANE_ID = /^[\w.:-]{8,100}$/;
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The context of the request being answered, or of the event being handled that a request caused. */
export function requestContext(): RequestContext | undefined {
  const context = messageContext.getStore();
  if (context?.correlationId === undefined) return undefined;
  const { correlationId: requestId, traceparent } = context;
  return traceparent === undefined ? { requestId } : { requestId, traceparent };
}

/** The caller's `x-request-id` where it is sane, else a new one. */
export function requestIdOf(headers: { readonly [name: string]: unknown }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newId();
}

/** Runs `work` as part of `request`: its id becomes the correlation id of the events it causes. */
export function runInRequest(request: FastifyRequest, work: () => void): void {
  const { traceparent } = request.headers;
  const traced = typeof traceparent === 'string' && TRACEPARENT.test(traceparent);
  messageContext.run({ correlationId: request.id, ...(traced ? { traceparent } : {}) }, work);
}

/** Headers that carry the present context to another service. */
export function contextHeaders(): Record<string, string> {
  const context = requestContext();
  if (!context) return {};
  const { requestId, traceparent } = context;
  return traceparent ? { 'x-request-id': requestId, traceparent } : { 'x-request-id': requestId };
}
