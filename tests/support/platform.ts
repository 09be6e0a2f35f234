import { HttpClient } from './http-client.js';
import { SimulatorControl } from './simulator-control.js';

interface SharedPlatform {
  readonly gatewayUrl: string;
  readonly simulatorUrl: string;
  readonly simulatorKey: string;
  readonly authUrl: string;
  /** What the platform's own auth and gateway run with, secrets included. */
  readonly environments: Readonly<Record<'auth' | 'api-gateway', Readonly<Record<string, string>>>>;
  /** What the services print. */
  readonly logFolder: string;
  readonly mailFolder: string;
  readonly databases: Readonly<Record<string, string>>;
  readonly admin: { readonly email: string; readonly password: string };
}

export interface TestPlatform extends SharedPlatform {
  readonly gateway: HttpClient;
  readonly simulator: SimulatorControl;
}

let opened: TestPlatform | undefined;
afterAll(() => Promise.all([opened?.gateway.close(), opened?.simulator.close()]));

/** The platform that the run started for all end-to-end specs. */
export function platform(): TestPlatform {
  if (opened) return opened;
  const shared = JSON.parse(process.env['FAREGATE_E2E'] ?? '{}') as SharedPlatform;
  const gateway = HttpClient.at(shared.gatewayUrl);
  const simulator = new SimulatorControl(HttpClient.at(shared.simulatorUrl).as({ bearer: shared.simulatorKey }));
  opened = { ...shared, gateway, simulator };
  return opened;
}
