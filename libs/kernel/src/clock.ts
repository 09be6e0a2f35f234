/**
 * The time as a dependency, so that rules about time can be tested. Leases and expiries that must hold between
 * processes use the database's clock instead.
 */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
