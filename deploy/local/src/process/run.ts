import { spawn, type SpawnOptions } from 'node:child_process';

export interface Outcome {
  /** Exit code; 127 when the program could not be started, 128 when a signal ended it. */
  status: number;
  /** What it printed on both streams, as far as it fits in the last 20,000 characters. */
  output: string;
}

/** Runs a program to its end without blocking anything else. Never rejects. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: '/', ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (code) => resolve({ status: code ?? 128, output }));
  });
}
