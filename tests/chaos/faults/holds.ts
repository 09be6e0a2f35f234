import { fillCart, offerSlot, payAtProvider, payCart, registerCustomer } from '../../support/actors.js';
import type { Fault, Fire } from '../fire.js';

const BUYERS = 12;
/** Around the moment at which the hold runs out. */
const SPREAD_MS = 2_000;

/** Customers who pay when their time is over. */
export const HOLD_FAULTS: readonly Fault[] = [
  {
    covers: ['F28'],
    how: `${BUYERS} customers pay at the moment their hold runs out, for fewer places than they are`,
    async strike(fire) {
      const { merchant, api, random } = fire.parts;
      const { slotId } = await offerSlot(merchant, BUYERS);
      const customer = await registerCustomer(api);
      const buy = async (): Promise<void> => {
        const payment = await payCart(customer, await fillCart(customer, slotId));
        const end = Date.parse(payment.hold_expires_at) - Date.now();
        await fire.wait(Math.max(0, end - SPREAD_MS + 2 * SPREAD_MS * random()));
        await payAtProvider(payment.payment_url, { method: 'upi', upi_id: 'success@upi' });
      };
      await Promise.allSettled([...Array.from({ length: BUYERS }, buy), crowd(fire, slotId)]);
    },
  },
];

/** Others who want the same places and take what comes free. */
async function crowd(fire: Fire, slotId: string): Promise<void> {
  const customer = await registerCustomer(fire.parts.api);
  for (let i = 0; i < 20; i += 1) {
    await fire.wait(600);
    await fillCart(customer, slotId)
      .then((cartId) => payCart(customer, cartId))
      .then(({ payment_url: url }) => payAtProvider(url, { method: 'upi', upi_id: 'success@upi' }))
      .catch(() => undefined);
  }
}
