import type { Ceilings } from './ceilings.js';
import type { GatewayFigures } from './gateway.js';
import type { Growth } from './growth.js';
import type { LoginFigures } from './logins.js';
import type { Scenario } from './options.js';
import type { PhaseResult } from './phase.js';
import type { Soak } from './soak.js';

/** What a run has measured so far. */
export interface Figures {
  readonly phases: Partial<Record<Scenario, PhaseResult[]>>;
  ceilings?: Ceilings;
  memory?: Record<string, number>;
  growth?: Growth;
  gateway?: GatewayFigures;
  logins?: LoginFigures;
  soak?: Soak;
}
