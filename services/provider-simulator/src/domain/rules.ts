/** How this simulator behaves. Times in the unit of their name. */
export interface Rules {
  /** Share of drawn tries that succeed, 0 to 1. */
  readonly successRate: number;
  readonly seed: string;
  /** Until a pending try is authorized. */
  readonly pendingS: number;
  /** Until a late try, which failed first, is authorized after all. */
  readonly lateS: number;
  /** Until a refund that fails has failed. */
  readonly refundS: number;
  /** Life of an authorization nobody captures. */
  readonly authorizationS: number;
  /** How long an answer that never comes is held before the connection is cut. */
  readonly hangMs: number;
}
