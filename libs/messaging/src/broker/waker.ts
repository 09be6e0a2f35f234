/** Lets one sleeper sleep until its time is up or somebody has news; news that came while it was awake counts. */
export class Waker {
  private news = false;
  private wakeUp: (() => void) | undefined;

  readonly wake = (): void => {
    this.news = true;
    this.wakeUp?.();
  };

  /** True when it was woken by news, false when `ms` have passed. */
  async sleep(ms: number): Promise<boolean> {
    if (!this.news) await this.timer(ms);
    const woken = this.news;
    this.news = false;
    return woken;
  }

  private timer(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.wakeUp = undefined;
        resolve();
      };
      const timeout = setTimeout(done, ms);
      this.wakeUp = done;
    });
  }
}
