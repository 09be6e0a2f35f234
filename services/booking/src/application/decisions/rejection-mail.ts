import { formatAmount } from '#kernel';
import type { OvertakingCause } from '../../domain/decision.js';
import type { Hold } from '../../domain/hold.js';
import type { RejectionMail } from '../ports.js';
import type { Rejected } from './settlement.js';

const GONE_BACK: readonly string[] = ['payment_refunded', 'payment_cancelled', 'capture_failed'] satisfies OvertakingCause[];

/** What a customer is told whose money goes back; nothing where the money had gone back already. */
export function rejectionMailOf({ question, reason }: Rejected, hold: Hold | undefined): RejectionMail[] {
  if (!hold || GONE_BACK.includes(reason)) return [];
  const { paymentId, amountMinor, currency } = question;
  const titles = hold.lines.map(({ title, quantity }) => `${quantity} × ${title}`);
  const data = { name: hold.customer.name, amount: formatAmount(amountMinor, currency), currency, reason, titles };
  return [{ paymentId, recipient: hold.customer.email, data }];
}
