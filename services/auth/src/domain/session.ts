/**
 * Two tabs may send the same refresh token at once, or an answer may get lost: so long the same successor is given
 * again.
 */
export const GRACE_MS = 15_000;

/** What is known of a refresh token that somebody shows. */
export interface PresentedToken {
  /** The session was ended, ran past its 30 days, or its account is not active or has moved on. */
  readonly sessionOver: boolean;
  /** Not used for 7 days. */
  readonly tokenOver: boolean;
  /** How long ago it was exchanged for its successor; null when it was not. */
  readonly rotatedAgoMs: number | null;
}

/**
 * `rotate`: give a new token. `repeat`: give the same successor again. `reuse`: a token that was exchanged long ago
 * is shown by someone else than its owner or by an owner who was robbed, so the whole session ends (RFC 9700 4.14).
 * `over`: nothing.
 */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'over';

export function judgeRefresh({ sessionOver, tokenOver, rotatedAgoMs }: PresentedToken): RefreshVerdict {
  if (sessionOver) return 'over';
  if (rotatedAgoMs === null) return tokenOver ? 'over' : 'rotate';
  return rotatedAgoMs <= GRACE_MS ? 'repeat' : 'reuse';
}
