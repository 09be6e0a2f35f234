import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type CardDetails, readCard } from '../domain/card.js';
import { type KeptCard, Settings, Vault } from './ports.js';

/**
 * Takes a card and gives a token for it. Number and security code are not kept, only a keyed fingerprint of the
 * number.
 */
@Injectable()
export class VaultCard {
  constructor(
    private readonly vault: Vault,
    private readonly settings: Settings,
  ) {}

  async execute(details: CardDetails): Promise<KeptCard> {
    const { number, ...face } = readCard(details);
    const fingerprint = createHmac('sha256', `vault:${this.settings.apiKey}`).update(number).digest('hex');
    const card = { token: `tok_${randomBytes(20).toString('hex')}`, fingerprint, ...face };
    await this.vault.keep(card);
    return card;
  }
}
