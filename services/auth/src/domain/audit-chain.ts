import { createHash } from 'node:crypto';

/** What the first seal is chained to. */
export const GENESIS = Buffer.alloc(32);

/** The seal of an entry: nobody can change or remove one without making every later seal wrong. */
export function sealOf(previous: Buffer, text: string): Buffer {
  return createHash('sha256').update(previous).update(text, 'utf8').digest();
}

export type Fault = 'changed' | 'entry removed' | 'seal removed';

/** What is wrong with one link of the chain, or undefined. */
export function faultOfLink(
  before: { readonly position: number; readonly hash: Buffer },
  link: { readonly position: number; readonly hash: Buffer; readonly text: string | null },
): Fault | undefined {
  if (link.position !== before.position + 1) return 'seal removed';
  if (link.text === null) return 'entry removed';
  return sealOf(before.hash, link.text).equals(link.hash) ? undefined : 'changed';
}
