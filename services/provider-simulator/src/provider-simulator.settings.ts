import type { Settings } from './application/ports.js';
import type { SimulatorConfig } from './provider-simulator.config.js';

/** The configuration in the simulator's own terms. */
export function settingsOf(config: SimulatorConfig): Settings {
  return {
    apiKey: config.SIMULATOR_API_KEY,
    webhookSecret: config.SIMULATOR_WEBHOOK_SECRET,
    checkoutSecret: config.SIMULATOR_CHECKOUT_SECRET,
    delayMs: config.SIMULATOR_DELAY_MS,
    publicUrl: (config.SIMULATOR_PUBLIC_URL || `http://localhost:${config.PORT}`).replace(/\/+$/, ''),
    rules: {
      successRate: config.SIMULATOR_SUCCESS_RATE,
      seed: config.SIMULATOR_SEED,
      pendingS: config.SIMULATOR_PENDING_SECONDS,
      lateS: config.SIMULATOR_LATE_SECONDS,
      refundS: config.SIMULATOR_REFUND_SECONDS,
      authorizationS: config.SIMULATOR_AUTHORIZATION_SECONDS,
      hangMs: config.SIMULATOR_HANG_MS,
    },
  };
}
