import type { Findings } from './places.js';

/** Every run of real services leaves some of each. */
const ALWAYS = ['rows', 'logs', 'broker connections'];
/** Nobody comes to a session but by a sign-in, whose answer holds secrets. */
const SESSIONS = 'auth.public.session';

/** Why a search that found nothing has shown nothing: it saw none of what is always there, or knew no secret. */
export function blindnessOf(secrets: number, findings: Findings): string[] {
  const unseen = ALWAYS.filter((what) => !findings.looked[what]).map((what) => `0 ${what} looked through`);
  const unknown = secrets === 0 && findings.timesAt(SESSIONS) > 0;
  return unknown ? [...unseen, 'people signed in, and 0 secrets were written down'] : unseen;
}
