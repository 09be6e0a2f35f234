/** Printable ASCII without what must be quoted; a label of the domain does not begin or end with a hyphen. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Lower-casing `İ` leaves an i with a second dot above. */
const DOTTED_I = /i\u0307/g;

/**
 * The one form of an e-mail address by which an account is known: NFKC, trimmed, lower case, without the domain's final
 * dot. Undefined for what is no address; letters beyond ASCII that survive are refused, because look-alikes of another
 * person's address could be registered with them (Unicode TR 36).
 */
export function canonicalEmail(raw: string): string | undefined {
  const folded = raw.normalize('NFKC').trim().toLowerCase().replace(DOTTED_I, 'i').replace(/\.$/, '');
  const at = folded.lastIndexOf('@');
  const local = folded.slice(0, Math.max(at, 0));
  const labels = folded.slice(at + 1).split('.');
  const good =
    LOCAL.test(local) && folded.length <= 254 && labels.length >= 2 && labels.every((one) => LABEL.test(one));
  return good ? folded : undefined;
}
