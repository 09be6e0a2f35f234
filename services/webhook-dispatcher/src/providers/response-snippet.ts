import { maskCardNumbers } from '#service-kit';

const KEPT_BYTES = 8 * 1024;
/** Everything below a space but tab and line ends, DEL and C1, with the rest of a terminal's escape sequence. */
const CONTROLS = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * What is kept of an answer: text, without control characters and card numbers, 8 KiB at most; null when nothing is.
 */
export function responseSnippet(body: Buffer): string | null {
  if (body.length === 0) return null;
  const text = maskCardNumbers(
    body
      .subarray(0, 2 * KEPT_BYTES)
      .toString('utf8')
      .replace(CONTROLS, ''),
  );
  const bytes = Buffer.from(text);
  if (bytes.length <= KEPT_BYTES) return text || null;
  // A character cut in half becomes the replacement character, which must not lengthen the text again.
  return bytes
    .subarray(0, KEPT_BYTES)
    .toString('utf8')
    .replace(/\ufffd$/, '');
}
