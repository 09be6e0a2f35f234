import { Injectable } from '@nestjs/common';
import { RepeatingJob } from '#service-kit';
import { SendLetters } from '../application/letters/send-letters.usecase.js';

const EVERY_MS = 1_000;

/** Sends the mails that wait. */
@Injectable()
export class SendLettersJob extends RepeatingJob {
  constructor(private readonly letters: SendLetters) {
    super({ everyMs: EVERY_MS });
  }

  override async run(): Promise<boolean> {
    await this.letters.execute();
    return false;
  }
}
