import type { ServiceName } from '../platform/services.js';

/**
 * The services to restart for changed sources: those in whose folder something changed; all of them for a lib they run
 * on.
 */
export function touchedServices(changed: readonly string[], names: readonly ServiceName[]): ServiceName[] {
  const lib = changed.some((path) => path.startsWith('libs/') && !path.startsWith('libs/testing/'));
  return names.filter((name) => lib || changed.some((path) => path.startsWith(`services/${name}/`)));
}
