import { Injectable } from '@nestjs/common';
import { behaviourOfUpi } from '../../domain/behaviour.js';
import { answerIsLost } from '../../domain/outcome.js';
import { pay, type Source } from '../../domain/paying.js';
import { Refusal } from '../../domain/refusal.js';
import { Settings, Vault } from '../ports.js';
import { SessionMoves } from './session-moves.js';
import { type SessionDemand, SessionOpening } from './session-opening.js';
import { type Answered, sessionView, type SessionView } from '../views.js';

export type ChargeSource = { readonly token: string } | { readonly upiId: string };

/** Charges a vaulted card or a UPI id at once, from server to server; repeated, it gives what the first one came to. */
@Injectable()
export class Charge {
  constructor(
    private readonly opening: SessionOpening,
    private readonly moves: SessionMoves,
    private readonly vault: Vault,
    private readonly settings: Settings,
  ) {}

  async execute(demand: SessionDemand, chargeSource: ChargeSource): Promise<Answered<SessionView>> {
    const source = await this.sourceOf(chargeSource, demand);
    const { session } = await this.opening.open(demand, chargeSource);
    const { rules, publicUrl } = this.settings;
    return this.moves.run(session.id, (book, now) => {
      pay(book, source, { now, tryNo: 1 }, rules);
      return { view: sessionView(book, publicUrl), lost: answerIsLost(source.behaviour) };
    });
  }

  private async sourceOf(source: ChargeSource, demand: SessionDemand): Promise<Source> {
    if ('upiId' in source) {
      const behaviour = behaviourOfUpi(source.upiId);
      if (!behaviour) throw new Refusal('source_unknown', 'this is no UPI id');
      return { method: 'upi', behaviour };
    }
    const card = await this.vault.find(source.token);
    if (!card) throw new Refusal('source_unknown', 'this token is not known');
    const method = demand.method === 'debit_card' ? 'debit_card' : 'credit_card';
    return { method, behaviour: card.behaviour, card: { brand: card.brand, last4: card.last4 } };
  }
}
