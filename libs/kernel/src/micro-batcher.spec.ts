import { jest } from '@jest/globals';
import { MicroBatcher } from './index.js';

const gate = () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
};

describe('the micro-batcher', () => {
  it('sends what arrives in one turn together and answers each with its own output', async () => {
    const flushes: number[] = [];
    const batcher = new MicroBatcher<number, number>(
      async (items) => {
        flushes.push(items.length);
        return items.map((item) => item * 2);
      },
      { maxItems: 10, maxInFlight: 1 },
    );
    expect(await Promise.all([1, 2, 3].map((item) => batcher.run(item)))).toEqual([2, 4, 6]);
    expect(flushes).toEqual([3]);
  });

  it('gathers while its flights are taken and never exceeds the batch size', async () => {
    const first = gate();
    const flushes: number[] = [];
    const batcher = new MicroBatcher<number, number>(
      async (items) => {
        flushes.push(items.length);
        if (flushes.length === 1) await first.opened;
        return [...items];
      },
      { maxItems: 4, maxInFlight: 1 },
    );
    const early = batcher.run(0);
    await new Promise(setImmediate);
    const late = Array.from({ length: 6 }, (_, i) => batcher.run(i + 1));
    first.open();
    expect(await Promise.all([early, ...late])).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(flushes).toEqual([1, 4, 2]);
  });

  it('fails only the item that is bad', async () => {
    const batcher = new MicroBatcher<number, number>(
      async (items) => {
        if (items.includes(13)) throw new Error('unlucky');
        return [...items];
      },
      { maxItems: 10, maxInFlight: 2 },
    );
    const results = await Promise.allSettled([1, 13, 2].map((item) => batcher.run(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('begins paced flushes apart, a full one at once, and lets nobody wait after a calm', async () => {
    jest.useFakeTimers();
    const begun: { at: number; size: number }[] = [];
    const batcher = new MicroBatcher<number, number>(
      async (items) => {
        begun.push({ at: performance.now() - start, size: items.length });
        return [...items];
      },
      { maxItems: 3, maxInFlight: 1, paceMs: 200 },
    );
    const start = performance.now();
    const arrive = async (count: number, thenMs: number) => {
      for (let i = 0; i < count; i += 1) void batcher.run(i);
      await jest.advanceTimersByTimeAsync(thenMs);
    };
    await arrive(1, 50);
    await arrive(1, 50);
    await arrive(1, 150);
    await arrive(3, 1_000);
    await arrive(1, 10);
    jest.useRealTimers();
    expect(begun).toEqual([
      { at: 0, size: 1 },
      { at: 200, size: 2 },
      { at: 250, size: 3 },
      { at: 1_250, size: 1 },
    ]);
  });
});
