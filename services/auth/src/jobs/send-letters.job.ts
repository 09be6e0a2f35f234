import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SendLetters } from '../application/letters/send-letters.usecase.js';

const EVERY_MS = 1_000;

@Injectable()
export class SendLettersJob implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('SendLetters');
  private timer: NodeJS.Timeout | undefined;
  private running = false;

  constructor(private readonly letters: SendLetters) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.letters.execute();
    } catch (error) {
      this.logger.warn({ msg: 'a letter could not be sent', err: error });
    } finally {
      this.running = false;
    }
  }
}
