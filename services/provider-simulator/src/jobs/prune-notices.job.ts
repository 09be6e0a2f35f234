import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { NoticeBoard } from '../application/ports.js';

const EVERY_MS = 3_600_000;

/** Forgets events that were taken long ago. */
@Injectable()
export class PruneNoticesJob extends RepeatingJob {
  constructor(private readonly board: NoticeBoard) {
    super({ everyMs: EVERY_MS, atOnce: true });
  }

  override async run(): Promise<boolean> {
    return (await this.board.prune()) > 0;
  }
}
