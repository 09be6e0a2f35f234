/** When something unknown is asked about again: the waits in seconds, the last one for ever after (R14). */
export class PollSchedule {
  constructor(readonly seconds: readonly number[]) {
    if (seconds.length === 0 || seconds.some((one) => !(one > 0))) throw new RangeError('waits must be above zero');
  }

  get firstSeconds(): number {
    return this.seconds[0] ?? 60;
  }
}
