import { Injectable } from '@nestjs/common';
import { type Letter, Letters, type Mail, Mailer } from '../letters.ports.js';
import { InvitationLetters } from './invitation-letters.js';
import { ResetLetters } from './reset-letters.js';

const AT_ONCE = 20;

/** Sends what is owed; what can't be sent now is tried again later. The number looked at. */
@Injectable()
export class SendLetters {
  constructor(
    private readonly letters: Letters,
    private readonly mailer: Mailer,
    private readonly resets: ResetLetters,
    private readonly invitations: InvitationLetters,
  ) {}

  async execute(): Promise<number> {
    if (!this.mailer.configured) return 0;
    const due = await this.letters.claim(AT_ONCE);
    for (const letter of due) await this.send(letter);
    return due.length;
  }

  private async send(letter: Letter): Promise<void> {
    const mail = await this.write(letter);
    if (mail) await this.mailer.send(mail);
    await this.letters.done(letter.id);
  }

  private write({ kind, about }: Letter): Promise<Mail | undefined> {
    switch (kind) {
      case 'password_reset':
        return this.resets.write(about);
      case 'invitation':
        return this.invitations.write(about);
    }
  }
}
