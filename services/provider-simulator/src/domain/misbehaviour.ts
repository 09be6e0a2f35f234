/** What can be scripted to go wrong, for one session's reference or for all. */
export const MISBEHAVIOURS = [
  'events_duplicated',
  'events_reordered',
  'events_delayed',
  'events_dropped',
  'events_before_answer',
  'events_wrong_amount',
  'events_forged',
  'answers_slow',
  'answers_lost',
  'answers_5xx',
] as const;
export type MisbehaviourKind = (typeof MISBEHAVIOURS)[number];

export interface Misbehaviour {
  readonly id: string;
  readonly kind: MisbehaviourKind;
  /** A reference or session id; null: everything. */
  readonly reference: string | null;
  /** Copies, milliseconds or minor units, by kind. */
  readonly value: number;
  /** Uses left; null: without end. */
  readonly remaining: number | null;
  readonly until: Date | null;
}

/** What `value` is when nothing is said. */
export const USUAL_VALUE: Readonly<Record<MisbehaviourKind, number>> = {
  events_duplicated: 1,
  events_reordered: 2_000,
  events_delayed: 5_000,
  events_dropped: 0,
  events_before_answer: 1_000,
  events_wrong_amount: 100,
  events_forged: 0,
  answers_slow: 3_000,
  answers_lost: 0,
  answers_5xx: 0,
};

/** How one event is sent. */
export interface Manner {
  /** How often it is sent in all. */
  readonly copies: number;
  readonly delayMs: number;
  readonly dropped: boolean;
  /** Sent once with a signature that is not ours, before it is sent rightly. */
  readonly forged: boolean;
  /** Added to the amount it tells of. */
  readonly amountOff: number;
}

/**
 * The manner of the event at `index` of `count` that happened together. `draw` in [0, 1) spreads reordered events:
 * those that happened together go out last first, and others overtake one another.
 */
export function mannerOf(
  active: readonly Misbehaviour[],
  place: { index: number; count: number; draw: number },
): Manner {
  const valueOf = (kind: MisbehaviourKind) => active.find((one) => one.kind === kind)?.value;
  const spread = valueOf('events_reordered');
  const reordered = spread === undefined ? 0 : (spread * (place.count - 1 - place.index + place.draw)) / place.count;
  return {
    copies: 1 + (valueOf('events_duplicated') ?? 0),
    delayMs: Math.round((valueOf('events_delayed') ?? 0) + reordered),
    dropped: valueOf('events_dropped') !== undefined,
    forged: valueOf('events_forged') !== undefined,
    amountOff: valueOf('events_wrong_amount') ?? 0,
  };
}
