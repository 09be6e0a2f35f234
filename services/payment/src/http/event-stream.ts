import type { FastifyReply } from 'fastify';
import type { PaymentRecord } from '../application/ports.js';
import { bookingView, paymentView } from './payments.view.js';

/**
 * Sends each state as one server-sent event. The first is awaited before anything is sent, so that refusals answer as
 * usual.
 */
export async function streamEvents(reply: FastifyReply, states: AsyncGenerator<PaymentRecord>): Promise<void> {
  const first = await states.next();
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': reply.request.id,
  });
  if (!first.done) write(reply, first.value);
  for await (const state of states) write(reply, state);
  reply.raw.end('event: end\ndata: {}\n\n');
}

function write(reply: FastifyReply, payment: PaymentRecord): void {
  const data = JSON.stringify({ ...paymentView(payment), ...bookingView(payment) });
  reply.raw.write(`id: ${payment.version}\nevent: payment\ndata: ${data}\n\n`);
}
