import { type Behaviour, behaviourOfCard, brandOf } from './behaviour.js';
import { Refusal } from './refusal.js';

export interface CardDetails {
  readonly number: string;
  readonly expiry: string;
  readonly cvv: string;
}

const EXPIRY = /^(0[1-9]|1[0-2])\/(\d{2}|20\d{2})$/;
const CVV = /^\d{3,4}$/;

export interface ReadCard {
  readonly number: string;
  readonly brand: string;
  readonly last4: string;
  readonly behaviour: Behaviour;
}

/**
 * The face and the behaviour of a card, and nothing it could be charged with elsewhere. Refused: what can't be a
 * card. A date that is past is none of that: in the sandbox only its number decides what a card does.
 */
export function readCard(details: CardDetails): ReadCard {
  const number = details.number.replaceAll(/[ -]/g, '');
  const behaviour = behaviourOfCard(number);
  if (!behaviour) throw new Refusal('card_invalid', 'a card number has 12 to 19 digits');
  if (!EXPIRY.test(details.expiry)) throw new Refusal('card_invalid', 'the expiry must be MM/YY');
  if (!CVV.test(details.cvv)) throw new Refusal('card_invalid', 'the security code has 3 or 4 digits');
  return { number, behaviour, brand: brandOf(number), last4: number.slice(-4) };
}
