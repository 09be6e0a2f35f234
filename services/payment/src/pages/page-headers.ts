import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { STYLE } from './html.js';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const CSP = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  // Answering a form with 303 to the provider's page counts as the form's target.
  'form-action *',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sends a page that nothing may frame, script or keep. */
export function sendPage(reply: FastifyReply, text: string, status = 200): void {
  void reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', CSP)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(text);
}
