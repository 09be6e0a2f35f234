import { restartDelayMs } from './restart-delay.js';

interface Restartable {
  readonly crashed: boolean;
  run(): Promise<void>;
}

const LOOK_MS = 500;
const HEALTHY_AFTER_MS = 60_000;

/**
 * Looks after a data service until the returned function is called: starts it again when it has crashed, with back-off.
 */
export function keepRunning(name: string, service: Restartable, report: (text: string) => void): () => void {
  let crashes = 0;
  let startedAt = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const look = async (): Promise<void> => {
    if (!service.crashed) return plan(LOOK_MS);
    crashes = Date.now() - startedAt > HEALTHY_AFTER_MS ? 1 : crashes + 1;
    report(`${name} has ended; starting it again`);
    startedAt = Date.now();
    await service.run().then(
      () => report(`${name} runs again`),
      (error: unknown) =>
        over || report(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`),
    );
    plan(restartDelayMs(crashes));
  };
  const plan = (ms: number): void => {
    if (!over) timer = setTimeout(() => void look(), ms);
  };
  plan(LOOK_MS);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
