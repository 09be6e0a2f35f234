import type { Progress } from './progress.mjs';

export function build(root: string, progress: Progress): Promise<{ changed: string[]; errors: string[] }>;
