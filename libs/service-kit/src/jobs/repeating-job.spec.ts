import { eventually } from '#testing';
import { RepeatingJob, type Rhythm } from './repeating-job.js';

class Counting extends RepeatingJob {
  turns = 0;

  constructor(
    rhythm: Rhythm,
    private readonly work: (turn: number) => Promise<boolean>,
  ) {
    super(rhythm);
  }

  override run(): Promise<boolean> {
    this.turns += 1;
    return this.work(this.turns);
  }
}

const HOUR = { everyMs: 3_600_000, atOnce: true };

describe('a repeating job', () => {
  it('goes on at once while there is more, and then waits', async () => {
    const job = new Counting(HOUR, async (turn) => turn < 5);
    await job.onApplicationBootstrap();
    await eventually(() => job.turns === 5);
    await job.onModuleDestroy();
    expect(job.turns).toBe(5);
  });

  it('tries again after an error', async () => {
    const job = new Counting({ everyMs: 1 }, (turn) =>
      turn < 3 ? Promise.reject(new Error('no')) : Promise.resolve(false),
    );
    await job.onApplicationBootstrap();
    await eventually(() => job.turns > 3);
    await job.onModuleDestroy();
  });

  it('finishes the piece of work that runs before it stops, and begins no other', async () => {
    let finish = (): void => undefined;
    const job = new Counting(HOUR, () => new Promise((resolve) => (finish = () => resolve(true))));
    await job.onApplicationBootstrap();
    await eventually(() => job.turns === 1);
    let stopped = false;
    const stopping = job.onModuleDestroy().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    expect(job.turns).toBe(1);
  });

  it('does nothing where it is switched off', async () => {
    const job = new Counting({ everyMs: 0, atOnce: true, enabled: false }, async () => true);
    await job.onApplicationBootstrap();
    await new Promise(setImmediate);
    expect(job.turns).toBe(0);
  });
});
