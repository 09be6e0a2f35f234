/** For each state the events that may happen in it and the state they lead to. */
export type TransitionTable<S extends string, E extends string> = {
  readonly [state in S]: { readonly [event in E]?: S };
};

/**
 * What an event did: moved on, was already true, or is not legal here. A rejection is a value: duplicates and late
 * events are everyday.
 */
export type Step<S extends string> =
  | { readonly kind: 'moved'; readonly from: S; readonly to: S }
  | { readonly kind: 'same'; readonly at: S }
  | { readonly kind: 'rejected'; readonly at: S };

export interface Transitions<S extends string, E extends string> {
  readonly name: string;
  readonly initial: S;
  readonly states: readonly S[];
  readonly events: readonly E[];
  readonly table: TransitionTable<S, E>;
  /** Looks the step up; an event that the table maps onto the present state, or that stands for it, is `same`. */
  step(state: S, event: E): Step<S>;
  /**
   * The states from which `event` leads on to another: what a guarded `UPDATE … WHERE status IN (…)` may start from.
   */
  sourcesOf(event: E): S[];
}

/**
 * A state machine as data. `events` names every event so that the whole grid can be listed, drawn and tested; `reaches`
 * tells which state an event stands for, so that the same news told twice is `same` instead of `rejected`.
 */
export function defineTransitions<S extends string, E extends string>(machine: {
  readonly name: string;
  readonly initial: S;
  readonly events: readonly E[];
  readonly table: TransitionTable<S, E>;
  readonly reaches?: { readonly [event in E]?: readonly S[] };
}): Transitions<S, E> {
  const states = Object.keys(machine.table) as S[];
  const step = (at: S, event: E): Step<S> => {
    const to = machine.table[at][event];
    if (to !== undefined && to !== at) return { kind: 'moved', from: at, to };
    if (to === at || machine.reaches?.[event]?.includes(at)) return { kind: 'same', at };
    return { kind: 'rejected', at };
  };
  return {
    name: machine.name,
    initial: machine.initial,
    states,
    events: machine.events,
    table: machine.table,
    step,
    sourcesOf: (event) => states.filter((state) => step(state, event).kind === 'moved'),
  };
}
