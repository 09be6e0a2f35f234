export class Failure extends Error {}

export interface Progress {
  line(text: string): void;
  step<T>(title: string, work: () => Promise<T>, options?: { quietMs?: number }): Promise<T>;
}

export function createProgress(write?: (line: string) => void): Progress;
