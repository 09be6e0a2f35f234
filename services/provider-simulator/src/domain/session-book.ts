import type { Entry, Happening, HappeningType, Operation, Session, Try } from './session.js';

/**
 * A session with everything that was tried and done on it, loaded under its lock. What moves it is in the files
 * beside.
 */
export class SessionBook {
  readonly happenings: Happening[] = [];
  readonly entries: Entry[] = [];
  /** The tries and operations that changed and must be saved. */
  readonly changedTries = new Set<Try>();
  readonly changedOperations = new Set<Operation>();
  sessionChanged = false;

  constructor(
    readonly session: Session,
    readonly tries: Try[],
    readonly operations: Operation[],
  ) {}

  /** Whether money is reserved or taken: at most one try of a session may stand so. */
  isPaid(): boolean {
    return this.tries.some(({ status }) => status === 'authorized' || status === 'captured');
  }

  inStatus(status: Try['status']): Try | undefined {
    return this.tries.find((attempt) => attempt.status === status);
  }

  operationsOf(attempt: Try): Operation[] {
    return this.operations.filter(({ tryId }) => tryId === attempt.id);
  }

  refundsOf(attempt: Try): Operation[] {
    return this.operationsOf(attempt).filter(({ kind }) => kind === 'refund');
  }

  close(status: Session['status'], now: Date): void {
    Object.assign(this.session, { status, closedAt: now });
    this.sessionChanged = true;
  }

  add(attempt: Try): Try {
    this.tries.push(attempt);
    this.session.tryCount = attempt.no;
    this.sessionChanged = true;
    this.changedTries.add(attempt);
    return attempt;
  }

  change(attempt: Try, changes: Partial<Try>): void {
    Object.assign(attempt, changes);
    this.changedTries.add(attempt);
  }

  operate(operation: Operation): Operation {
    this.operations.push(operation);
    this.changedOperations.add(operation);
    return operation;
  }

  changeOperation(operation: Operation, changes: Partial<Operation>): void {
    Object.assign(operation, changes);
    this.changedOperations.add(operation);
  }

  move(operation: Operation, kind: Entry['kind'], debit: Entry['debit']): void {
    const credit = debit === 'customer' ? 'merchant' : 'customer';
    const { sessionId, id: operationId, amount } = operation;
    this.entries.push({ sessionId, operationId, kind, debit, credit, amount });
  }

  /** Notes what the merchant will be told, as things stand now. */
  tell(type: HappeningType, at: Date, about: { attempt?: Try; refund?: Operation; delayMs?: number } = {}): void {
    const { attempt, refund, delayMs = 0 } = about;
    this.happenings.push({
      type,
      at,
      delayMs,
      session: { ...this.session },
      ...(attempt ? { attempt: { ...attempt }, refunds: this.refundsOf(attempt).map((one) => ({ ...one })) } : {}),
      ...(refund ? { refund: { ...refund } } : {}),
    });
  }
}
