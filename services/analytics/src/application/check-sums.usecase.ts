import { Injectable } from '@nestjs/common';
import { type Difference, Recount } from './ports.js';

/** Enough to see what is wrong. */
const SHOWN = 100;

/** P11 within this service: the sums equal a recount of the event log. */
@Injectable()
export class CheckSums {
  constructor(private readonly recount: Recount) {}

  execute(): Promise<Difference[]> {
    return this.recount.differences(SHOWN);
  }
}
