import { Injectable } from '@nestjs/common';
import type { Instrument } from '../../domain/payment.js';
import { detailsWrong, notCharged } from '../../domain/payment.errors.js';
import { ProviderChoice, type Wish } from './provider-choice.js';

export interface GivenCard {
  readonly number: string;
  readonly expiry: string;
  readonly cvv: string;
}

type Payee = { readonly merchantId: string; readonly livemode: boolean };

/**
 * Cards go straight into the provider's vault and are kept here as a token only; a live provider takes none from us
 * (R15, P9).
 */
@Injectable()
export class CardVault {
  constructor(private readonly choice: ProviderChoice) {}

  /**
   * Puts a card into the sandbox's vault. Throws 1010 for a live provider or a card that can't be one, 1014 when it
   * can't be reached.
   */
  async keep(payee: Payee, wish: Wish, card: GivenCard): Promise<Instrument> {
    const { provider, account } = await this.choice.choose(payee, wish);
    if (payee.livemode || !provider.capabilities.takesCards) {
      throw detailsWrong('Card numbers are not taken here: send a payment_token, or a method to pay at the provider.');
    }
    if (!isCard(card))
      throw detailsWrong('The card needs 12 to 19 digits, an expiry as MM/YY and a cvv of 3 or 4 digits.');
    const answer = await provider.vaultCard(account, card);
    switch (answer.kind) {
      case 'ok':
        return answer.value;
      case 'refused':
        throw detailsWrong(answer.failure.message);
      case 'not_sent':
      case 'unknown':
        // Nothing is charged by putting a card into the vault.
        throw notCharged();
    }
  }

  /** A token the merchant got from the provider. Throws 1010 where nothing can be charged by token. */
  async known(payee: Payee, wish: Wish, token: string): Promise<Instrument> {
    const { provider } = await this.choice.choose(payee, wish);
    if (!provider.capabilities.serverCharge) {
      throw detailsWrong(`${provider.name} takes no tokens: send a method to pay at its page.`);
    }
    return { token, brand: null, last4: null, fingerprint: null };
  }
}

function isCard({ number, expiry, cvv }: GivenCard): boolean {
  return /^\d{12,19}$/.test(number) && /^(0[1-9]|1[0-2])\/(\d{2}|\d{4})$/.test(expiry) && /^\d{3,4}$/.test(cvv);
}
