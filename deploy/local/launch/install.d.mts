import type { Progress } from './progress.mjs';

interface PackageList {
  packages: Record<string, { version?: string; optional?: boolean }>;
}

export function installedMatchesLock(lock: PackageList, installed: PackageList): boolean;
export function ensureInstalled(root: string, progress: Progress): Promise<void>;
