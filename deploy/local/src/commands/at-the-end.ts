import { Failure } from '../../launch/progress.mjs';

type Step = () => Promise<void> | void;

/** What is to be undone, last first, when a command ends: by itself, by a signal, or because its launcher is gone. */
export class Ending {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;
  private first: () => void = () => undefined;
  private interrupt: (() => void) | undefined;

  add(step: Step): void {
    this.steps.unshift(step);
  }

  /** What happens before everything else, also before what is added later. */
  begin(step: () => void): void {
    this.first = step;
  }

  /** Waits for a process; an ending that begins meanwhile stops it first. */
  async during<T>(start: () => { done: Promise<T>; stop: () => void }): Promise<T> {
    const { done, stop } = start();
    this.interrupt = stop;
    try {
      return await done;
    } finally {
      this.interrupt = undefined;
    }
  }

  /** Undoes everything once, however often it is asked for; a failing step does not keep the others from running. */
  run(): Promise<void> {
    this.running ??= this.undo();
    return this.running;
  }

  private async undo(): Promise<void> {
    this.first();
    this.interrupt?.();
    for (const step of this.steps) {
      try {
        await step();
      } catch (error) {
        console.error(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/**
 * Runs a command's work and leaves with its exit code after everything was undone. SIGINT, SIGTERM, SIGHUP and a
 * launcher that went away end it early; `interrupted` is called first, once.
 */
export async function atTheEnd(
  work: (ending: Ending) => Promise<number>,
  interrupted: (signal: string) => void = () => undefined,
): Promise<never> {
  const ending = new Ending();
  let leaving = false;
  const leave = (signal: string, code: number): void => {
    if (leaving) return;
    leaving = true;
    interrupted(signal);
    void ending.run().then(() => process.exit(code));
  };
  process.on('SIGINT', () => leave('SIGINT', 130));
  process.on('SIGTERM', () => leave('SIGTERM', 143));
  process.on('SIGHUP', () => leave('SIGHUP', 129));
  process.on('disconnect', () => leave('disconnect', 1));
  process.channel?.unref();
  let code: number;
  try {
    code = await work(ending);
  } catch (error) {
    if (!leaving) console.error(`\n${describe(error)}\n`);
    code = 1;
  }
  await ending.run();
  if (leaving) await new Promise<never>(() => undefined);
  process.exit(code);
}

const describe = (error: unknown): string => {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
