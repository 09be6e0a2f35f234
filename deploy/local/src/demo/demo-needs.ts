import type { Secrets } from '../state/secrets.js';

export interface DemoNeeds {
  /** Base URL of the gateway on this machine. */
  gatewayUrl: string;
  /** Keeps the demo merchant's API key, which is shown only once. */
  secrets: Secrets;
  /** Auth's database: another one means that nobody from before is known any more. */
  authDatabase: string;
  /** The first admin, whom auth makes by itself from ADMIN_EMAIL and ADMIN_PASSWORD. */
  admin: { email: string; password: string };
}
