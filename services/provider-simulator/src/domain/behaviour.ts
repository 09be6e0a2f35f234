import { createHash } from 'node:crypto';

/** What a card, UPI id, bank or wallet does when it is charged. All the vault remembers of a card besides its face. */
export const BEHAVIOURS = [
  'authorize',
  'decline',
  'insufficient_funds',
  'expired_card',
  'processing_error',
  'otp',
  'capture_fails',
  'refund_fails',
  'timeout_charged',
  'timeout_uncharged',
  'pending',
  'late',
  'draw',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** The published table of the sandbox: these numbers always do what they say. */
const CARDS: Readonly<Record<string, Behaviour>> = {
  '4242424242424242': 'authorize',
  '4000000000000002': 'decline',
  '4000000000009995': 'insufficient_funds',
  '4000000000000069': 'expired_card',
  '4000000000000119': 'processing_error',
  '4000000000003220': 'otp',
  '4000000000000341': 'capture_fails',
  '4000000000005126': 'refund_fails',
  '4000000000000259': 'timeout_charged',
  '4000000000000267': 'timeout_uncharged',
};

const UPI_IDS: Readonly<Record<string, Behaviour>> = {
  'success@upi': 'authorize',
  'failure@upi': 'decline',
  'pending@upi': 'pending',
  'late@upi': 'late',
};

const CARD_NUMBER = /^\d{12,19}$/;
const UPI_ID = /^[\w.-]{1,64}@[a-z][a-z0-9.-]{1,64}$/i;

/**
 * Undefined for what can't be a card number: 12 to 19 digits (ISO/IEC 7812), no check digit asked, spaces and dashes
 * gone before.
 */
export function behaviourOfCard(number: string): Behaviour | undefined {
  if (!CARD_NUMBER.test(number)) return undefined;
  return Object.hasOwn(CARDS, number) ? CARDS[number] : 'draw';
}

/** Undefined for what can't be a UPI id. */
export function behaviourOfUpi(upiId: string): Behaviour | undefined {
  if (!UPI_ID.test(upiId)) return undefined;
  const known = upiId.toLowerCase();
  return Object.hasOwn(UPI_IDS, known) ? UPI_IDS[known] : 'draw';
}

export function brandOf(number: string): string {
  if (number.startsWith('4')) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard';
  if (/^3[47]/.test(number)) return 'amex';
  return /^(60|65|81|82|508)/.test(number) ? 'rupay' : 'card';
}

const DRAW_BITS = 48;

/**
 * Whether the drawn outcome of a try is a success: a function of seed, reference and try alone, so that a run can be
 * repeated and a restart changes nothing. `rate` is the share of successes, 0 to 1.
 */
export function drawSucceeds(seed: string, reference: string, tryNo: number, rate: number): boolean {
  const digest = createHash('sha256').update(`${seed}:${reference}:${tryNo}`).digest();
  return digest.readUIntBE(0, DRAW_BITS / 8) / 2 ** DRAW_BITS < rate;
}
