/** Something the person at the keyboard can mend: printed as it is, without a stack. */
export class Failure extends Error {}

/** A long step says so this often, so that a silent terminal never looks dead. */
const REMINDER_MS = 15_000;

const seconds = (ms) => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/**
 * Prints steps as plain lines that read the same in a terminal and in a log.
 * `step(title, work, {quietMs})` runs the work and prints the title, reminders and the time it took; a step shorter
 * than
 * `quietMs` prints nothing at all. A failing step is named before the error goes on.
 */
export function createProgress(write = (line) => console.log(line)) {
  return {
    line: write,
    async step(title, work, { quietMs = 0 } = {}) {
      const began = Date.now();
      let announced = false;
      const announce = () => {
        if (!announced) write(`  … ${title}`);
        announced = true;
      };
      if (quietMs === 0) announce();
      const late = quietMs > 0 ? setTimeout(announce, quietMs) : undefined;
      const reminder = setInterval(() => write(`    ${title}: ${seconds(Date.now() - began)} so far`), REMINDER_MS);
      try {
        const result = await work();
        if (announced) write(`  ✓ ${title} (${seconds(Date.now() - began)})`);
        return result;
      } catch (error) {
        write(`  ✗ ${title}`);
        throw error;
      } finally {
        clearTimeout(late);
        clearInterval(reminder);
      }
    },
  };
}
