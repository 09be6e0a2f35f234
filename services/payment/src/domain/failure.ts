/** Why money did not move and what the payer may do about it; safe to show. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next: 'retry' | 'other_method' | 'wait' | 'contact';
}
